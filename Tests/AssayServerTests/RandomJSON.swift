import AssayJSON
import Mutation

extension SeededGenerator {
    /// Any JSON value of that depth at most, each name once in its object.
    mutating func json(depth: Int = 4) -> JSONValue {
        switch self.below(depth > 0 ? 8 : 5) {
        case 0: return .null
        case 1: return .bool(self.oneIn(2))
        case 2: return .integer(self.oneIn(3) ? self.pick([0, -1, .min, .max]) : Int(truncatingIfNeeded: self.next()))
        case 3: return .number(self.finiteNumber())
        case 4: return .string(self.text(upTo: 12))
        case 5: return .array((0..<self.below(4)).map { _ in self.json(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<self.below(4) {
                let name = self.text(upTo: 6)
                if object[name] == nil { object.append(name, self.json(depth: depth - 1)) }
            }
            return .object(object)
        }
    }

    private mutating func finiteNumber() -> Double {
        let number = Double(bitPattern: self.next())
        return number.isFinite ? number : self.pick([0, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e21])
    }

    /// An object of these fields, each there or not, right or any value at all, sometimes with one more.
    mutating func body(_ fields: [(name: String, right: [JSONValue])]) -> JSONValue {
        if self.oneIn(30) { return self.json() }
        var object = JSONObject()
        for field in fields where !self.oneIn(4) {
            object.append(field.name, self.oneIn(8) ? self.json(depth: 2) : self.pick(field.right))
        }
        if self.oneIn(10) { object.append(self.text(upTo: 8), self.json(depth: 2)) }
        if self.oneIn(10), let field = object.members.first { object.append(field.name, self.json(depth: 1)) }
        return .object(object)
    }
}
