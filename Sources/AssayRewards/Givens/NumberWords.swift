/// Words that name a number in a problem's text.
package enum NumberWords {
    /// Every word in lower case, with what it names.
    package static let values: [(word: String, value: Rational)] =
        [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
        ].enumerated().map { ($1, Rational($0)) }
        + [
            ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80),
            ("ninety", 90), ("hundred", 100), ("thousand", 1000), ("million", 1_000_000), ("once", 1), ("twice", 2),
            ("thrice", 3), ("double", 2), ("doubled", 2), ("doubles", 2), ("triple", 3), ("tripled", 3), ("triples", 3),
            ("quadruple", 4), ("quadrupled", 4), ("couple", 2), ("pair", 2), ("pairs", 2), ("both", 2), ("dozen", 12),
            ("dozens", 12), ("first", 1), ("second", 2), ("last", 1), ("single", 1), ("only", 1), ("week", 7),
            ("weeks", 7), ("weekly", 7), ("fortnight", 14), ("decade", 10), ("century", 100), ("biweekly", 2),
            ("twins", 2), ("triplets", 3), ("year", 12),
        ]
        + [
            ("half", 2), ("halves", 2), ("halved", 2), ("third", 3), ("thirds", 3), ("quarter", 4), ("quarters", 4),
            ("fourth", 4), ("fourths", 4), ("fifth", 5), ("fifths", 5), ("sixth", 6), ("sixths", 6), ("seventh", 7),
            ("eighth", 8), ("eighths", 8), ("ninth", 9), ("tenth", 10), ("tenths", 10),
        ].map { ($0, Rational(1, $1)) }

    /// What one Chinese character names.
    package static func value(of character: Unicode.Scalar) -> Rational? {
        switch character {
        case "零": 0
        case "一", "倍": 1
        case "二", "两", "双": 2
        case "三": 3
        case "四": 4
        case "五": 5
        case "六": 6
        case "七": 7
        case "八": 8
        case "九": 9
        case "十": 10
        case "百": 100
        case "千": 1000
        case "半": Rational(1, 2)
        default: nil
        }
    }
}
