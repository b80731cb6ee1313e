package import AssayJSON

extension WilsonInterval {
    /// What a page's template fills its scale with: the interval as a bar on it, and a mark where the share is.
    package func scale(at share: Double?) -> JSONValue {
        [
            "text": .string(Figure.range(self)), "from": .string(Figure.width(self.lower)),
            "span": .string(Figure.width(self.upper - self.lower)), "at": .string(Figure.width(share)),
        ]
    }
}
