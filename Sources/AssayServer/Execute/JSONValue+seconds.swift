import AssayJSON

extension JSONValue {
    /// Seconds, rounded to the microsecond.
    static func seconds(_ duration: Duration) -> JSONValue { .number((duration.seconds * 1e6).rounded() / 1e6) }
}
