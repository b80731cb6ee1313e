import AssayJSON
import Foundation

extension FieldReader {
    /// An object of base64 texts by path.
    mutating func files(_ name: String) -> [String: [UInt8]] {
        guard let value = self.value(name) else { return [:] }
        guard let members = value.object?.members else {
            self.fault(name, "must be an object of base64 strings by path")
            return [:]
        }
        var files: [String: [UInt8]] = [:]
        for member in members {
            guard let text = member.value.string, let data = Data(base64Encoded: text) else {
                self.fault("\(name).\(member.name)", "must be base64")
                continue
            }
            files[member.name] = Array(data)
        }
        return files
    }
}
