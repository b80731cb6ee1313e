/// The data sets that verl routes to a scorer by name.
package enum DataSource {
    /// Exact names, and the modes in which verl's `default_compute_score` scores them.
    ///
    /// verl grades the Numina sets with `prime_math`, which evaluates what the model wrote: here the expressions are
    /// compared by ``ScoringMode/math`` instead.
    private static let modes: [(mode: ScoringMode, names: [String])] = [
        (.verlStrict, ["openai/gsm8k"]),
        (.verlMath, ["lighteval/MATH", "DigitalLearningGmbH/MATH-lighteval", "HuggingFaceH4/MATH-500"]),
        (.verlMathDAPO, ["math_dapo", "math", "math_dapo_reasoning"]),
        (
            .math,
            [
                "numina_aops_forum", "numina_synthetic_math", "numina_amc_aime", "numina_synthetic_amc",
                "numina_cn_k12",
                "numina_olympiads",
            ]
        ),
    ]

    /// The mode that verl scores a data set in.
    ///
    /// - Throws: ``DataSourceError`` for a name that verl does not know, or whose answers are not compared with a text.
    package static func mode(of name: String) throws(DataSourceError) -> ScoringMode {
        for (mode, names) in self.modes where names.contains(name) { return mode }
        if name.hasPrefix("aime") { return .verlMathDAPO }
        let known = self.modes.flatMap(\.names) + ["aime*"]
        throw DataSourceError(
            description: "no scorer for the data source \"\(name)\": known are \(known.joined(separator: ", "))")
    }
}

/// A data set that no scorer is known for.
package struct DataSourceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// For a person, naming the data set and those that are known.
    package var description: String
}
