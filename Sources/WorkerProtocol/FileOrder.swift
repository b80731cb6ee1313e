/// What a session's supervisor is to do with its files while nothing of the session runs. Paths are absolute, in the
/// session's own root, or relative to its working directory; links lead where they would lead inside.
package struct FileOrder: WireCodable {
    package enum Action: UInt8, Sendable, CaseIterable {
        /// Reports what is at the path; of a link, the link itself.
        case look = 1
        /// Reports what a folder holds, down to a depth, by path.
        case list = 2
        /// Takes away a file, or a folder with what it holds.
        case remove = 3
        /// Gives another path, whose folders are made, and reports what is there then.
        case move = 4
        /// Makes a folder, and those above it, and reports it.
        case makeFolder = 5
    }

    package var action: Action
    package var path: [UInt8]
    /// Where a move leads.
    package var destination: [UInt8]
    /// Of a listing; 1 is the folder alone.
    package var depth: UInt16

    package init(action: Action, path: [UInt8], destination: [UInt8] = [], depth: UInt16 = 1) {
        self.action = action
        self.path = path
        self.destination = destination
        self.depth = depth
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        guard let action = Action(rawValue: try reader.read()) else { throw .unknownValue }
        self.action = action
        self.path = try reader.readBytes()
        self.destination = try reader.readBytes()
        self.depth = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.action.rawValue)
        writer.write(self.path)
        writer.write(self.destination)
        writer.write(self.depth)
    }
}
