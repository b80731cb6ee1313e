import AssayAnswers

/// Tells the first lines that are left out of a run, counts the others.
struct LeftOutLines {
    /// How many are told.
    let most: Int
    /// Those that were told.
    private(set) var told: [(number: Int, fault: LineFault)] = []
    private var untold = 0

    init(most: Int) { self.most = most }

    mutating func report(_ file: String, _ number: Int, _ fault: LineFault) {
        guard self.told.count < self.most else {
            self.untold += 1
            return
        }
        self.told.append((number, fault))
        StandardStream.printError("\(file):\(number): \(fault.message)")
    }

    /// To be called at the end of a file.
    mutating func finish(_ file: String) {
        if self.untold > 0 { StandardStream.printError("\(file): and \(self.untold) more lines left out") }
        self.untold = 0
    }
}
