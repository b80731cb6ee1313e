import CTensorKernels

extension ParameterStorage {
    /// √Σ x² over all elements.
    package var norm: Double { tensor_sum_of_squares(self.base, self.count).squareRoot() }

    /// Scales gradients so that their norm is at most `maximum` (Pascanu et al., 2013).
    ///
    /// - Returns: the norm before; gradients whose norm is not finite are left as they are.
    package func clip(to maximum: Double) -> Double {
        let norm = self.norm
        if norm > maximum, norm.isFinite { tensor_scale(self.base, self.count, Float(maximum / norm)) }
        return norm
    }
}
