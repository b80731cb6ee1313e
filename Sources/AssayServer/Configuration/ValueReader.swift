import AssayJSON
import AssayRewards
import AssayScoring
import Configuration

/// Reads one key that some source has, and says in one line what is wrong with its value.
struct ValueReader: Sendable {
    let name: String
    let reader: ConfigReader

    private var key: ConfigKey { ConfigKey(self.name) }

    private func read<Value>(_ expected: String, _ value: () throws -> Value) throws -> Value {
        do {
            return try value()
        } catch {
            throw ConfigurationError("\(self.name): must be \(expected)")
        }
    }

    func string() throws -> String { try self.read("a string") { try self.reader.requiredString(forKey: self.key) } }

    func string(among names: [String]) throws -> String {
        let text = try self.string()
        guard names.contains(text) else {
            throw ConfigurationError("\(self.name): must be one of \(names.joined(separator: ", ")), not \(text)")
        }
        return text
    }

    func bool() throws -> Bool {
        try self.read("true or false") { try self.reader.requiredBool(forKey: self.key) }
    }

    func integer(in range: ClosedRange<Int>) throws -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        let value = try self.read(expected) { try self.reader.requiredInt(forKey: self.key) }
        guard range.contains(value) else { throw ConfigurationError("\(self.name): must be \(expected), not \(value)") }
        return value
    }

    private func number(_ expected: String) throws -> Double {
        try self.read(expected) {
            do {
                return try self.reader.requiredDouble(forKey: self.key)
            } catch {
                // YAML and flags may hold a whole number, which the library does not take for a fraction.
                return Double(try self.reader.requiredInt(forKey: self.key))
            }
        }
    }

    /// A fraction of the whole, exactly as it is written.
    func share() throws -> Rational {
        let expected = "a number from 0 to 1"
        guard let value = Rational(JSONValue.number(try self.number(expected))), value >= .zero, value <= .one else {
            throw ConfigurationError("\(self.name): must be \(expected)")
        }
        return value
    }

    /// A number of seconds, at most a day.
    func duration() throws -> Duration {
        let expected = "a number of seconds above 0 and up to 86400"
        let value = try self.number(expected)
        guard value > 0, value <= 86_400 else {
            throw ConfigurationError("\(self.name): must be \(expected), not \(value)")
        }
        return .seconds(value)
    }

    /// A list of strings; in an environment variable, separated by commas. An empty list has no elements.
    func strings() throws -> [String] {
        try self.read("a list of strings") { try self.reader.requiredStringArray(forKey: self.key) }
            .filter { !$0.isEmpty }
    }
}
