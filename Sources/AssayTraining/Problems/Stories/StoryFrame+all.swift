import AssayRandom

extension StoryFrame {
    static let all: [StoryFrame] = [
        StoryFrame(
            kind: .rectangle,
            wordings: [
                """
                A rectangle has a perimeter of \(.first) cm. Its length is \(.second) cm more than its width. What is \
                its area?
                """,
                """
                The fence around a garden is \(.first) meters long. The garden is \(.second) meters longer than it is \
                wide. Find the area of the garden.
                """,
            ],
            numbers: { stream in
                let (width, difference) = (stream.integer(in: 3...60), stream.integer(in: 2...40))
                return [2 * (2 * width + difference), difference]
            },
            calculation: { Calculation(["w": ($0[0] / 2 - $0[1]) / 2], result: "w" * ("w" + $0[1])) }),
        StoryFrame(
            kind: .totals,
            wordings: [
                """
                The \(.place) has \(.first) \(.thing) and \(.otherThing) in total. There are \(.second) more \(.thing) \
                than \(.otherThing). How many \(.otherThing) are there?
                """
            ],
            numbers: Self.totals,
            calculation: { Calculation(["x": $0[0], "x": "x" - $0[1], "x": "x" / 2], result: "x") }),
        StoryFrame(
            kind: .totals,
            wordings: [
                """
                The \(.place) has \(.first) \(.thing) and \(.otherThing) in total. There are \(.second) more \(.thing) \
                than \(.otherThing). How many \(.thing) are there?
                """
            ],
            numbers: Self.totals,
            calculation: {
                Calculation(["x": $0[0], "x": "x" - $0[1], "x": "x" / 2, "x": "x" + $0[1]], result: "x")
            }),
        StoryFrame(
            kind: .wages,
            wordings: [
                """
                \(.name) works \(.first) hours for \(.second) dollars an hour. At night \(.name) works \(.third) hours \
                for \(.fourth) dollars an hour. How many dollars does \(.name) earn?
                """
            ],
            numbers: { stream in
                [
                    stream.integer(in: 12...60), stream.integer(in: 11...48), stream.integer(in: 3...20),
                    stream.integer(in: 20...75),
                ]
            },
            calculation: { Calculation(result: $0[0] * $0[1] + $0[2] * $0[3]) }),
        StoryFrame(
            kind: .people,
            wordings: [
                """
                \(.name) has \(.first) \(.thing). \(.friend) has \(.second) times as many as \(.name), and \
                \(.neighbour) has \(.third) fewer than \(.friend). How many \(.thing) do they have together?
                """
            ],
            numbers: { stream in
                let (own, times) = (stream.integer(in: 8...99), stream.integer(in: 2...12))
                return [own, times, stream.integer(in: 3...min(own * times - 2, 150))]
            },
            calculation: {
                Calculation(["a": $0[0], "b": $0[1] * "a", "c": "b" - $0[2]], result: "a" + "b" + "c")
            }),
        StoryFrame(
            kind: .discount,
            wordings: [
                """
                One ticket costs \(.first) dollars. \(.name) buys \(.second) tickets and pays \(.third) percent less. \
                How many dollars does \(.name) pay?
                """
            ],
            numbers: { stream in
                [
                    5 * stream.integer(in: 3...40), stream.integer(in: 3...28),
                    stream.element(of: [10, 20, 30, 40, 60, 80]),
                ]
            },
            calculation: { Calculation(result: $0[0] * $0[1] * (100 - $0[2]) / 100) }),
        StoryFrame(
            kind: .gathering,
            wordings: [
                """
                \(.name) collects \(.first) \(.thing). \(.friend) has \(.second) \(.box) with \(.third) \(.thing) each. \
                How many \(.thing) do they have together?
                """
            ],
            numbers: { stream in
                [stream.integer(in: 12...400), stream.integer(in: 3...29), stream.integer(in: 3...48)]
            },
            calculation: { Calculation(["x": $0[0], "x": "x" + $0[1] * $0[2]], result: "x") }),
        StoryFrame(
            kind: .provisions,
            wordings: [
                """
                \(.name) starts the day with \(.first) \(.thing). For \(.second) days \(.friend) takes \(.third) \
                \(.thing) a day. Then a truck brings \(.fourth) more. How many \(.thing) are left?
                """
            ],
            numbers: { stream in
                [
                    stream.integer(in: 50...400), stream.integer(in: 3...20), stream.integer(in: 3...15),
                    stream.integer(in: 11...200),
                ]
            },
            calculation: {
                Calculation(["x": $0[0], "x": "x" - $0[1] * $0[2], "x": "x" + $0[3]], result: "x")
            }),
        StoryFrame(
            kind: .portions,
            wordings: [
                """
                There are \(.first) \(.thing) in \(.second) equal \(.box). \(.name) takes one of the \(.box) and buys \
                another \(.third) \(.thing). How many \(.thing) does \(.name) have now?
                """
            ],
            numbers: { stream in
                let (count, each) = (stream.integer(in: 2...24), stream.integer(in: 3...40))
                return [count * each, count, stream.integer(in: 11...399)]
            },
            calculation: {
                Calculation(["x": $0[0], "x": "x" / $0[1], "x": "x" + $0[2]], result: "x")
            }),
    ]

    /// A total of two sorts and their difference, which come out.
    @Sendable private static func totals(_ stream: inout RandomStream) -> [Int] {
        let (fewer, difference) = (stream.integer(in: 10...400), stream.integer(in: 4...150))
        return [2 * fewer + difference, difference]
    }
}
