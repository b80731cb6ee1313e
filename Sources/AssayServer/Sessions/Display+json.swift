import AssayJSON

extension [String: String] {
    /// A MIME bundle as Jupyter's messages hold it: JSON as such, all else as text.
    var displayJSON: JSONObject {
        JSONObject(
            self.sorted { $0.key < $1.key }.map { mime, text in
                guard mime == "application/json" || mime.hasSuffix("+json") else { return (mime, .string(text)) }
                return (mime, (try? JSONParser.parse(Array(text.utf8))) ?? .string(text))
            })
    }
}
