extension RandomStream {
    /// Uniform in 0..<count, to within count / 2⁶⁴; the standard library does not promise to draw alike in every version.
    /// - Precondition: `count` is positive.
    package mutating func integer(below count: Int) -> Int {
        precondition(count > 0)
        return Int(self.next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// Uniform in a range.
    package mutating func integer(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + self.integer(below: range.count)
    }

    /// Any of the elements; all are as likely.
    /// - Precondition: there is one.
    package mutating func element<Element>(of elements: [Element]) -> Element {
        elements[self.integer(below: elements.count)]
    }

    /// As many elements as asked for, each of another place, in the order in which they are drawn.
    /// - Precondition: there are as many.
    package mutating func elements<Element>(_ count: Int, of elements: [Element]) -> [Element] {
        var elements = elements
        for place in 0..<count { elements.swapAt(place, self.integer(in: place...elements.count - 1)) }
        return Array(elements.prefix(count))
    }

    /// True with a probability.
    package mutating func happens(_ probability: Double) -> Bool { self.uniform() < probability }
}
