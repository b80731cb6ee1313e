/// Names that nobody else uses: request ids and idempotency keys.
enum RandomIdentifier {
    /// 128 random bits in hexadecimal.
    static func make() -> String {
        let bits = String(UInt128.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: 32 - bits.count) + bits
    }
}
