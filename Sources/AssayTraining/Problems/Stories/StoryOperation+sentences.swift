extension StoryOperation {
    /// The ways in which a story tells of the event.
    var sentences: [StorySentence] {
        switch self {
        case .add:
            [
                "\(.name) buys \(.first) more.", "Then \(.first) more \(.thing) arrive.",
                "\(.friend) gives \(.name) another \(.first) \(.thing).",
                "In the evening \(.name) finds \(.first) more \(.thing).",
            ]
        case .subtract:
            [
                "\(.name) gives \(.first) of them to \(.friend).", "Then \(.first) \(.thing) get lost.",
                "\(.name) sells \(.first) \(.thing).", "After that \(.first) of them break.",
            ]
        case .multiply:
            [
                "A year later there are \(.first) times as many \(.thing).",
                "The \(.place) orders more until it has \(.first) times as many.",
                "Soon \(.name) has \(.first) times as many.",
            ]
        case .divide:
            [
                "The \(.thing) are put into \(.first) equal \(.box), and \(.name) takes one of the \(.box).",
                "They are shared equally by \(.first) people, and \(.name) is one of them.",
                "\(.name) makes \(.first) equal groups and keeps only one group.",
            ]
        case .addPacks:
            [
                "\(.name) buys \(.first) \(.box) with \(.second) \(.thing) each.",
                "Then \(.first) friends bring \(.second) \(.thing) each.",
                "A truck brings \(.first) \(.box) of \(.second) \(.thing).",
            ]
        case .subtractPacks:
            [
                "Then \(.first) people take \(.second) \(.thing) each.",
                "\(.name) fills \(.first) \(.box) with \(.second) \(.thing) each and gives them away.",
                "For \(.first) days \(.name) uses \(.second) \(.thing) a day.",
            ]
        case .price: ["Each of them costs \(.first) dollars. How many dollars are all the \(.thing) worth?"]
        }
    }

    /// How a story begins, with its first quantity.
    static let openings: [StorySentence] = [
        "\(.name) has \(.first) \(.thing).", "There are \(.first) \(.thing) in the \(.place).",
        "The \(.place) starts the day with \(.first) \(.thing).", "\(.name) collects \(.first) \(.thing).",
    ]

    /// How a story ends that does not end with a price.
    static let questions: [StorySentence] = [
        "How many \(.thing) are there now?", "How many \(.thing) does \(.name) have in the end?",
        "How many \(.thing) are left?",
    ]
}
