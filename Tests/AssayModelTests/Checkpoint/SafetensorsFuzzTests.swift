import AssayModel
import Mutation
import Testing

@Suite struct SafetensorsFuzzTests {
    @Test func aHostileHeaderIsReadOrRefused() {
        let corpus = [
            #"{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"BF16","shape":[],"data_offsets":[16,18]}}"#,
            #"{"__metadata__":{"format":"pt"},"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#,
        ].map { Array($0.utf8) }
        let words = [
            "\"shape\"", "[", "]", "{", "}", ",", "-1", "9223372036854775807", "18446744073709551615", "1e999",
        ]
        let fault = Campaign().run(corpus: corpus, words: words) { json, generator in
            let size = 8 + json.count + generator.below(40)
            guard let header = try? SafetensorsHeader(json: json, fileSize: size) else { return nil }
            var end = 8 + json.count
            for tensor in header.tensors {
                guard tensor.bytes.lowerBound == end else { return "a gap or an overlap at \(tensor.name)" }
                end = tensor.bytes.upperBound
                // Extents of which one is zero may be of any size.
                let count = tensor.shape.contains(0) ? 0 : tensor.shape.reduce(1, *)
                guard count == tensor.count else { return "\(tensor.name) has other bytes than its shape" }
            }
            return end == size ? nil : "bytes that belong to no tensor"
        }
        #expect(fault == nil)
    }
}
