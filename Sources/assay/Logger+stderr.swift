import Logging

extension Logger {
    /// A logger that writes to standard error from `level` on.
    static func standardError(label: String, level: String) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Level(rawValue: level) ?? .info
        return logger
    }
}
