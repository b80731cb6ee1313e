/// A table for a terminal: the first column is aligned to the left, the others to the right.
package struct TextTable {
    package let rows: [[String]]

    package init(rows: [[String]]) { self.rows = rows }

    package var text: String {
        let widths = (0..<(self.rows.map(\.count).max() ?? 0)).map { column in
            self.rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        let lines = self.rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "   ")
        }
        return lines.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
