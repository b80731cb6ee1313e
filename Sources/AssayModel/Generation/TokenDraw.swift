/// How a token is chosen from a distribution.
struct TokenDraw: Sendable {
    /// 0 takes the most likely.
    var temperature: Double
    /// Nucleus sampling's mass (Holtzman et al., 2020); 1 is all.
    var topP: Double
    /// How many of the most likely are kept; below 1 all.
    var topK: Int
    /// In [0, 1): where in the cumulative distribution the token lies.
    var uniform: Double
}
