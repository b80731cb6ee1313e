/// The checksum of Castagnoli's polynomial (RFC 3720, appendix B.4), as records of TensorFlow have it.
enum CRC32C {
    /// The polynomial with its bits reversed.
    private static let polynomial: UInt32 = 0x82f6_3b78

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? Self.polynomial : 0) }
    }

    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { value, byte in value >> 8 ^ Self.table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
    }

    /// The checksum as it is stored: one of bytes that hold checksums themselves would be of little use.
    static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let checksum = self.checksum(bytes)
        return (checksum >> 15 | checksum << 17) &+ 0xa282_ead8
    }
}
