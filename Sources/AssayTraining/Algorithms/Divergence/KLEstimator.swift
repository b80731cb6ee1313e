import Foundation

/// Estimates KL(π‖π_ref) from one token that π sampled, d being log π − log π_ref. (Schulman,
/// http://joschu.net/blog/kl-approx.html; names and bounds are those of verl 0.9.1's `kl_penalty`.)
package enum KLEstimator: String, CaseIterable, Sendable {
    case kl, k1, abs, mse, k2
    case lowVariance = "low_var_kl"
    case k3
    case k1WithUnbiasedGradient = "k1+"
    case k2WithUnbiasedGradient = "k2+"
    case k3WithUnbiasedGradient = "k3+"
    case lowVarianceWithUnbiasedGradient = "low_var_kl+"

    /// d (k1), |d|, d²/2 (k2), or e⁻ᵈ + d − 1 (k3), its exponent within ±20 and itself at most 10.
    package func value(_ logProbability: Double, reference: Double) -> Double {
        let difference = logProbability - reference
        switch self {
        case .kl, .k1, .k1WithUnbiasedGradient: return difference
        case .abs: return Swift.abs(difference)
        case .mse, .k2, .k2WithUnbiasedGradient: return difference * difference / 2
        case .lowVariance, .k3, .k3WithUnbiasedGradient, .lowVarianceWithUnbiasedGradient:
            return min(Self.k3(-difference).value, Self.largestK3)
        }
    }

    /// ∂value/∂log π. The forms with a plus have that of k2, d, whose expectation is the gradient of the divergence.
    package func slope(_ logProbability: Double, reference: Double) -> Double {
        let difference = logProbability - reference
        switch self {
        case .kl, .k1: return 1
        case .abs: return difference == 0 ? 0 : difference < 0 ? -1 : 1
        case .lowVariance, .k3:
            let (value, slope) = Self.k3(-difference)
            return value > Self.largestK3 ? 0 : slope
        case .mse, .k2, .k1WithUnbiasedGradient, .k2WithUnbiasedGradient, .k3WithUnbiasedGradient,
            .lowVarianceWithUnbiasedGradient:
            return difference
        }
    }

    private static let largestExponent = 20.0
    private static let largestK3 = 10.0

    /// - Parameter exponent: log π_ref − log π.
    /// - Returns: e^x − x − 1 and its slope with respect to log π, 1 − e^x.
    private static func k3(_ exponent: Double) -> (value: Double, slope: Double) {
        let held = min(max(exponent, -self.largestExponent), self.largestExponent)
        return (exp(held) - held - 1, held == exponent ? 1 - exp(held) : 0)
    }
}
