import CPython
import Glibc

/// The state of NumPy's global random numbers, which fork would leave the same in every child.
///
/// Written to directly: `numpy.random.seed` dirties some ninety pages on its way to these two.
struct NumpyRandomState {
    /// mt19937_state: 624 words of 32 bits, then the place in them.
    private static let keySize = 624 * 4
    /// Bytes of one call.
    private static let mostEntropy = 256
    private let state: UnsafeMutableRawPointer

    /// Finds it by the capsule that NumPy documents; nil where what lies there is not what NumPy says its state is.
    init?() {
        guard let module = PyImport_ImportModule("numpy.random.mtrand"),
            let generator = Self.attribute("_bit_generator", of: Self.attribute("_rand", of: module)),
            let capsule = Self.attribute("capsule", of: generator),
            // bitgen_t, whose first member points to the state.
            let interface = PyCapsule_GetPointer(capsule, "BitGenerator"),
            let state = interface.load(as: UnsafeMutableRawPointer?.self),
            let told = Self.attribute("state", of: generator), let numbers = PyDict_GetItemString(told, "state"),
            let position = PyDict_GetItemString(numbers, "pos"), let key = PyDict_GetItemString(numbers, "key"),
            let bytes = Self.attribute("tobytes", of: key).flatMap({ PyObject_CallObject($0, nil) }),
            PyBytes_Size(bytes) == Self.keySize, memcmp(PyBytes_AsString(bytes), state, Self.keySize) == 0,
            PyLong_AsLong(position) == Int(state.load(fromByteOffset: Self.keySize, as: Int32.self))
        else {
            PyErr_Clear()
            return nil
        }
        self.state = state
    }

    /// Fills it from the kernel; false where the kernel gives less.
    func reseed() -> Bool {
        for offset in stride(from: 0, to: Self.keySize, by: Self.mostEntropy) {
            let size = min(Self.mostEntropy, Self.keySize - offset)
            guard getentropy(self.state + offset, size) == 0 else { return false }
        }
        // All zeros is the one state that the generator never leaves.
        self.state.storeBytes(of: 0x8000_0000, as: UInt32.self)
        // All of the words are used up: the next number makes new ones of them.
        self.state.storeBytes(of: 624, toByteOffset: Self.keySize, as: Int32.self)
        return true
    }

    private static func attribute(
        _ name: String, of object: UnsafeMutablePointer<PyObject>?
    ) -> UnsafeMutablePointer<PyObject>? {
        object.flatMap { PyObject_GetAttrString($0, name) }
    }
}
