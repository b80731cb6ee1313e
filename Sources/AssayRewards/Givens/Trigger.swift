/// Constants that a word in the problem or the response brings in: a week has seven days.
///
/// Source: reward.md, section 2, L. Where a response that is right needed a number that its problem does not state, it
/// was nearly always one of these; to know them always would let most invented numbers pass.
struct Trigger {
    /// What is looked for: a part of a word, or a whole word or its end where bars mark them: `|oz|`, `die|`.
    let words: [String]
    let values: [Rational]

    private init(_ words: String, _ values: Rational...) {
        self.words = words.split(separator: ",").map(String.init)
        self.values = values
    }

    static let all: [Trigger] = [
        Trigger(
            "week,daily,everyday,every day,each day,a day,per day,monday,tuesday,wednesday,thursday,friday,saturday,sunday",
            5, 7),
        Trigger("week", 4, 52),
        Trigger("month,january,december", 4, 12, 30, 31),
        Trigger("year,annual", 12, 52, 365),
        Trigger("|day|,|days|", 7, 24),
        Trigger("quarter", 25, 4, Rational(1, 4)),
        Trigger("dime", 10, Rational(1, 10)),
        Trigger("nickel", 5, Rational(1, 20)),
        Trigger("penn,cent,¢,$,%", 100, Rational(1, 100)),
        Trigger("ounce,pound,|lb|,|lbs|,|oz|", 16),
        Trigger("yard,feet,foot,inch", 3, 12, 36),
        Trigger("gallon,quart,pint,cup", 2, 4, 8, 16),
        Trigger("square,rectang,side,fence,perimeter,room", 2, 4),
        Trigger("triang", 3, 180),
        Trigger("hexagon", 6),
        Trigger("pentagon", 5),
        Trigger("octagon", 8),
        Trigger("dice,die|,cube", 6),
        Trigger("km,kilo,meter,gram,liter,|ml|", 1000, 100),
        Trigger("decade", 10),
        Trigger("score", 20),
        Trigger("noon,midnight,am,a.m,pm,p.m,clock", 12, 24),
        Trigger("february", 28),
        Trigger("hour,minute,second", 60),
        Trigger("season", 4),
        Trigger("mile", 5280),
        Trigger("half,halv", Rational(1, 2), Rational(3, 2)),
        Trigger("car", 4),
        Trigger("bicycle,bike,leg,shoe,sock,glove,eye,ear,hand", 2, 4),
        Trigger("finger,toe", 5, 10, 20),
        Trigger("deck,card", 52),
        Trigger("triple,tricycle,third", 3),
    ]
}
