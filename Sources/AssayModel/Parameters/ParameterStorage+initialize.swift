import AssayRandom
import Glibc

extension ParameterStorage {
    /// See ``Transformer/init(_:head:seed:adapters:settings:)``; an adapter's A is uniform in ±1∕√inputs and its B zero, so
    /// that it changes nothing yet (PEFT's).
    ///
    /// - Parameter isIncluded: whether a tensor is to be; what a tensor becomes does not depend on the others.
    func initialize(
        _ configuration: ModelConfiguration, seed: UInt64,
        where isIncluded: (ParameterLayout.Entry) -> Bool = { _ in true }
    ) {
        let residual = 0.02 / Double(2 * configuration.layerCount).squareRoot()
        for (index, entry) in self.layout.entries.enumerated() where isIncluded(entry) {
            let tensor = UnsafeMutableBufferPointer(rebasing: self.elements[entry.range])
            var stream = RandomStream(seed: seed, key: [index])
            switch entry.name {
            case let name where name.hasSuffix("norm.weight"): tensor.update(repeating: 1)
            case let name where name.hasSuffix(".lora_A.weight"):
                let bound = 1 / Double(entry.shape[1]).squareRoot()
                for element in tensor.indices { tensor[element] = Float(bound * (2 * stream.uniform() - 1)) }
            case let name where name.hasSuffix(".lora_B.weight") || name.hasSuffix(".bias") || name == "score.weight":
                tensor.update(repeating: 0)
            case let name where name.hasSuffix("o_proj.weight") || name.hasSuffix("down_proj.weight"):
                tensor.fillNormally(deviation: residual, from: &stream)
            default:
                tensor.fillNormally(deviation: 0.02, from: &stream)
            }
        }
    }
}

extension UnsafeMutableBufferPointer<Float> {
    /// By Box and Muller's transform (1958).
    fileprivate func fillNormally(deviation: Double, from stream: inout RandomStream) {
        for element in self.indices {
            let radius = (-2 * log(1 - stream.uniform())).squareRoot()
            self[element] = Float(deviation * radius * cos(2 * .pi * stream.uniform()))
        }
    }
}
