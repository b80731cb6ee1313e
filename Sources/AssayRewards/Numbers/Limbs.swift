/// Arithmetic of magnitudes: limbs of 64 bits, least significant first, without leading zeros.
///
/// Source of the division: D. Knuth, "The Art of Computer Programming", volume 2, 4.3.1, algorithm D.
enum Limbs {
    static func isLess(_ left: [UInt], _ right: [UInt]) -> Bool {
        if left.count != right.count { return left.count < right.count }
        for index in left.indices.reversed() where left[index] != right[index] { return left[index] < right[index] }
        return false
    }

    static func sum(_ left: [UInt], _ right: [UInt]) -> [UInt] {
        let (long, short) = left.count >= right.count ? (left, right) : (right, left)
        var result = long
        var carry = false
        for index in long.indices {
            if index >= short.count, !carry { return result }
            let (partial, first) = long[index].addingReportingOverflow(index < short.count ? short[index] : 0)
            let (total, second) = partial.addingReportingOverflow(carry ? 1 : 0)
            result[index] = total
            carry = first || second
        }
        if carry { result.append(1) }
        return result
    }

    /// `left − right`, which must not be negative.
    static func difference(_ left: [UInt], _ right: [UInt]) -> [UInt] {
        var result = left
        var borrow = false
        for index in left.indices {
            if index >= right.count, !borrow { break }
            let (partial, first) = left[index].subtractingReportingOverflow(index < right.count ? right[index] : 0)
            let (total, second) = partial.subtractingReportingOverflow(borrow ? 1 : 0)
            result[index] = total
            borrow = first || second
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    static func product(_ left: [UInt], _ right: [UInt]) -> [UInt] {
        guard !left.isEmpty, !right.isEmpty else { return [] }
        var result = [UInt](repeating: 0, count: left.count + right.count)
        for (place, digit) in left.enumerated() where digit != 0 {
            var carry: UInt = 0
            for index in right.indices {
                (carry, result[place + index]) = multiplyAdd(digit, right[index], result[place + index], carry)
            }
            result[place + right.count] = carry
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    /// `left · right + first + second` in two limbs; it always fits.
    static func multiplyAdd(_ left: UInt, _ right: UInt, _ first: UInt, _ second: UInt) -> (high: UInt, low: UInt) {
        var (high, low) = left.multipliedFullWidth(by: right)
        var overflow: Bool
        (low, overflow) = low.addingReportingOverflow(first)
        if overflow { high &+= 1 }
        (low, overflow) = low.addingReportingOverflow(second)
        if overflow { high &+= 1 }
        return (high, low)
    }

    /// In place, `limbs · factor + addend`.
    static func multiply(_ limbs: inout [UInt], by factor: UInt, adding addend: UInt) {
        var carry = addend
        for index in limbs.indices { (carry, limbs[index]) = multiplyAdd(limbs[index], factor, carry, 0) }
        if carry != 0 { limbs.append(carry) }
    }

    /// In place, the quotient by one limb, which is not zero; the remainder is returned.
    static func divide(_ limbs: inout [UInt], by divisor: UInt) -> UInt {
        var remainder: UInt = 0
        for index in limbs.indices.reversed() {
            (limbs[index], remainder) = divisor.dividingFullWidth((remainder, limbs[index]))
        }
        while limbs.last == 0 { limbs.removeLast() }
        return remainder
    }

    static func shiftedLeft(_ limbs: [UInt], by count: Int) -> [UInt] {
        guard !limbs.isEmpty else { return [] }
        let (whole, bits) = count.quotientAndRemainder(dividingBy: UInt.bitWidth)
        var result = [UInt](repeating: 0, count: whole)
        result.reserveCapacity(whole + limbs.count + 1)
        var carry: UInt = 0
        for limb in limbs {
            result.append(limb << bits | carry)
            carry = bits == 0 ? 0 : limb >> (UInt.bitWidth - bits)
        }
        if carry != 0 { result.append(carry) }
        return result
    }

    static func shiftedRight(_ limbs: [UInt], by count: Int) -> [UInt] {
        let (whole, bits) = count.quotientAndRemainder(dividingBy: UInt.bitWidth)
        guard whole < limbs.count else { return [] }
        var result = Array(limbs[whole...])
        guard bits > 0 else { return result }
        for index in result.indices {
            let above = index + 1 < result.count ? result[index + 1] : 0
            result[index] = result[index] >> bits | above << (UInt.bitWidth - bits)
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    /// Algorithm D. The divisor is not zero.
    static func quotientAndRemainder(_ dividend: [UInt], by divisor: [UInt]) -> (quotient: [UInt], remainder: [UInt]) {
        if isLess(dividend, divisor) { return ([], dividend) }
        if divisor.count == 1 {
            var quotient = dividend
            let remainder = divide(&quotient, by: divisor[0])
            return (quotient, remainder == 0 ? [] : [remainder])
        }
        let shift = divisor[divisor.count - 1].leadingZeroBitCount
        let lower = shiftedLeft(divisor, by: shift)
        var upper = shiftedLeft(dividend, by: shift)
        if upper.count == dividend.count { upper.append(0) }
        let size = lower.count
        var quotient = [UInt](repeating: 0, count: upper.count - size)
        for place in quotient.indices.reversed() {
            var digit = estimate(upper, lower, at: place)
            if subtract(lower, times: digit, from: &upper, at: place) {
                digit -= 1
                add(lower, to: &upper, at: place)
            }
            quotient[place] = digit
        }
        upper.removeSubrange(size...)
        while upper.last == 0 { upper.removeLast() }
        while quotient.last == 0 { quotient.removeLast() }
        return (quotient, shiftedRight(upper, by: shift))
    }

    /// The quotient's digit at a place, or one more (steps D3).
    private static func estimate(_ upper: [UInt], _ lower: [UInt], at place: Int) -> UInt {
        let size = lower.count
        let (top, next, third) = (upper[place + size], upper[place + size - 1], upper[place + size - 2])
        let (first, second) = (lower[size - 1], lower[size - 2])
        var digit: UInt
        var rest: UInt
        var overflow: Bool
        if top >= first {
            digit = .max
            (rest, overflow) = next.addingReportingOverflow(first)
        } else {
            (digit, rest) = first.dividingFullWidth((top, next))
            overflow = false
        }
        while !overflow {
            let (high, low) = digit.multipliedFullWidth(by: second)
            if high < rest || (high == rest && low <= third) { break }
            digit -= 1
            (rest, overflow) = rest.addingReportingOverflow(first)
        }
        return digit
    }

    /// Takes `lower · digit` away (D4); true where that was too much.
    private static func subtract(_ lower: [UInt], times digit: UInt, from upper: inout [UInt], at place: Int) -> Bool {
        var carry: UInt = 0
        var borrow = false
        for index in lower.indices {
            let low: UInt
            (carry, low) = multiplyAdd(lower[index], digit, carry, 0)
            let (partial, first) = upper[place + index].subtractingReportingOverflow(low)
            let (total, second) = partial.subtractingReportingOverflow(borrow ? 1 : 0)
            upper[place + index] = total
            borrow = first || second
        }
        let (partial, first) = upper[place + lower.count].subtractingReportingOverflow(carry)
        let (total, second) = partial.subtractingReportingOverflow(borrow ? 1 : 0)
        upper[place + lower.count] = total
        return first || second
    }

    /// Adds the divisor back (D6).
    private static func add(_ lower: [UInt], to upper: inout [UInt], at place: Int) {
        var carry = false
        for index in lower.indices {
            let (partial, first) = upper[place + index].addingReportingOverflow(lower[index])
            let (total, second) = partial.addingReportingOverflow(carry ? 1 : 0)
            upper[place + index] = total
            carry = first || second
        }
        upper[place + lower.count] &+= carry ? 1 : 0
    }
}
