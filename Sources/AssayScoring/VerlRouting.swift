import AssayRewards

/// verl's `default_compute_score`: which of its scorers a data source gets.
enum VerlRouting {
    /// The data sources with a scorer here, as a message lists them.
    static let dataSources = [
        "openai/gsm8k", "lighteval/MATH", "DigitalLearningGmbH/MATH-lighteval", "HuggingFaceH4/MATH-500", "math_dapo",
        "math", "math_dapo_reasoning", "aime*",
    ]

    /// The scorer of a data source; nil where there is none here.
    static func mode(dataSource: String) -> ScoringMode? {
        switch dataSource {
        case "openai/gsm8k": .verlStrict
        case "lighteval/MATH", "DigitalLearningGmbH/MATH-lighteval", "HuggingFaceH4/MATH-500": .verlMath
        case "math_dapo", "math", "math_dapo_reasoning": .verlMathDAPO
        default: dataSource.hasPrefix("aime") ? .verlMathDAPO : nil
        }
    }
}
