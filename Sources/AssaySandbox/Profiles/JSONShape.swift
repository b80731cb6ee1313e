/// A JSON value's keys and lists without its scalars, for looking at what a document names.
struct JSONShape: Decodable {
    var members: [String: JSONShape] = [:]
    var elements: [JSONShape] = []

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let members = try? container.decode([String: JSONShape].self) {
            self.members = members
        } else if let elements = try? container.decode([JSONShape].self) {
            self.elements = elements
        }
    }
}
