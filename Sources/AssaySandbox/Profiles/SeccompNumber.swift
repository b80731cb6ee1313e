/// An integer of a seccomp document.
///
/// Foundation says of a number beyond an integer's range that the whole document is no JSON, and not where it stands.
struct SeccompNumber<Integer: FixedWidthInteger & Decodable>: Decodable {
    var value: Integer

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            self.value = try container.decode(Integer.self)
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "is not a whole number from \(Integer.min) to \(Integer.max)")
        }
    }
}
