import Foundation

/// Media types of files by their names, for those that programs usually make.
enum ContentType {
    private static let types = [
        "csv": "text/csv", "gif": "image/gif", "html": "text/html", "ipynb": "application/x-ipynb+json",
        "jpeg": "image/jpeg", "jpg": "image/jpeg", "json": "application/json", "jsonl": "application/jsonl",
        "md": "text/markdown", "pdf": "application/pdf", "png": "image/png", "py": "text/x-python",
        "svg": "image/svg+xml", "tsv": "text/tab-separated-values", "txt": "text/plain", "xml": "application/xml",
        "zip": "application/zip",
    ]

    static func of(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return self.types[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }
}
