/// A priority queue: the least element comes first.
struct BinaryHeap<Element: Comparable> {
    private var elements: [Element] = []

    mutating func insert(_ element: Element) {
        var index = self.elements.count
        self.elements.append(element)
        while index > 0, element < self.elements[(index - 1) / 2] {
            self.elements.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func popFirst() -> Element? {
        guard let first = self.elements.first, let last = self.elements.popLast() else { return nil }
        guard !self.elements.isEmpty else { return first }
        self.elements[0] = last
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < self.elements.count && self.elements[child] < self.elements[least] {
                least = child
            }
            guard least != index else { return first }
            self.elements.swapAt(index, least)
            index = least
        }
    }
}
