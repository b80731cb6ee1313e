/// The units and currency signs that may stand around a value without changing it.
enum MathUnits {
    /// By first letter, and beyond ASCII together.
    private static let byFirst: [[StaticString]] = {
        let latin: [StaticString] = [
            "degrees", "degree", "cm", "mm", "km", "kg", "km/h", "kmph", "g", "mg", "mph", "miles", "mile", "meters",
            "meter", "metres", "metre", "m", "feet", "foot", "ft", "inches", "inch", "yards", "yard", "hours", "hour",
            "hrs", "hr", "minutes", "minute", "mins", "min", "seconds", "second", "secs", "sec", "days", "day", "weeks",
            "week", "months", "month", "years", "year", "dollars", "dollar", "cents", "cent", "euros", "euro", "pounds",
            "pound", "lbs", "lb", "ounces", "ounce", "units", "unit", "square", "cubic", "sq", "liters", "liter",
            "litres", "litre", "ml", "percent", "apples", "apple", "oranges", "orange", "books", "book", "people",
            "students", "student", "eggs", "egg", "clips", "pieces", "piece", "ways", "points", "point", "times",
            "cups", "cup",
        ]
        let other: [StaticString] = [
            "元", "个", "本", "米", "厘米", "平方厘米", "平方米", "千克", "公斤", "小时", "分钟", "天", "岁", "人", "块", "只",
            "支", "条", "张", "页", "辆", "棵", "度", "公里", "升",
        ]
        var result = [[StaticString]](repeating: [], count: 27)
        for unit in latin { result[Int(unit.utf8Start[0] - 0x61)].append(unit) }
        result[26] = other
        return result
    }()

    private static let currencies: [StaticString] = ["$", "€", "£", "¥", "₹"]

    /// The text without a currency sign or an introduction before the value, and without units after it.
    static func stripped(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = self.withoutCurrency(text)
        rest = self.withoutUnits(rest)
        return self.withoutIntroduction(rest).trimmed
    }

    private static func withoutCurrency(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = text.drop(while: \.isSpace)
        if rest.starts(with: "US".utf8) || rest.starts(with: "HK".utf8) { rest = rest.dropFirst(2) }
        for sign in self.currencies where rest.starts(with: sign.bytes) {
            return rest.dropFirst(sign.utf8CodeUnitCount).drop(while: \.isSpace)
        }
        return text
    }

    private static func withoutIntroduction(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let rest = text.drop(while: \.isSpace)
        let start = rest.startIndex
        for word in ["about", "approximately", "the answer is", "answer:", "="] as [StaticString]
        where self.has(word, in: rest, at: start) {
            return rest[(start + word.utf8CodeUnitCount)...].drop(while: \.isSpace)
        }
        return text
    }

    private static func has(_ word: StaticString, in text: ArraySlice<UInt8>, at index: Int) -> Bool {
        guard index + word.utf8CodeUnitCount <= text.endIndex else { return false }
        for offset in 0..<word.utf8CodeUnitCount where text[index + offset].lowercased != word.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Without the units that end the text after a digit or a closing bracket: `cm`, `square meters`, `km/h`, `cm^2`.
    ///
    /// From the end backwards, as long as what follows is known to be units.
    private static func withoutUnits(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var isUnits = [Bool](repeating: false, count: text.count + 1)
        isUnits[text.count] = true
        if text.last == UInt8(ascii: ".") { isUnits[text.count - 1] = true }
        var (place, lowest, result) = (text.endIndex - 1, text.count, text)
        while place > text.startIndex, place - text.startIndex >= lowest - self.longest {
            let offset = place - text.startIndex
            if self.startsUnit(text, place, isUnits) {
                isUnits[offset] = true
                let value = text[..<place].trimmingSuffix(while: \.isSpace)
                if let last = value.last, self.endsValue(last) { result = value }
            } else if isUnits[offset + 1], self.isFiller(text[place]) {
                isUnits[offset] = true
            }
            if isUnits[offset] { lowest = offset }
            place -= 1
        }
        return result
    }

    /// The longest unit in bytes.
    private static let longest = 12

    private static func startsUnit(_ text: ArraySlice<UInt8>, _ place: Int, _ isUnits: [Bool]) -> Bool {
        let byte = text[place].lowercased
        let group = byte.isLowercaseLetter ? Int(byte - 0x61) : byte >= 0x80 ? 26 : nil
        guard let group else { return false }
        let offset = place - text.startIndex
        return self.byFirst[group].contains {
            offset + $0.utf8CodeUnitCount <= text.count && isUnits[offset + $0.utf8CodeUnitCount]
                && self.has($0, in: text, at: place)
        }
    }

    /// What may stand between and after units: `cm^2`, `km / 2`.
    private static func isFiller(_ byte: UInt8) -> Bool {
        byte.isSpace || byte.isDigit || byte == UInt8(ascii: "^") || byte == UInt8(ascii: "/")
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        byte.isDigit || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "}")
    }
}

extension ArraySlice<UInt8> {
    func trimmingSuffix(while isDropped: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var end = self.endIndex
        while end > self.startIndex, isDropped(self[end - 1]) { end -= 1 }
        return self[..<end]
    }
}
