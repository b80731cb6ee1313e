import CPython

/// `changed_names(namespace, before)`: which names of a namespace hold something else than they did before, in order.
///
/// Not written in Python, where to look at a name is to count a reference to it and to what it holds: the thousand
/// names of the seed's prelude lie all over the heap, and every page of it that is written to is copied.
enum ChangedNames {
    /// Gives the runner the function; false where Python refuses, with its exception pending.
    static func install(in runner: UnsafeMutablePointer<PyObject>) -> Bool {
        // Python keeps the pointer for as long as it lives.
        let definition = UnsafeMutablePointer<PyMethodDef>.allocate(capacity: 1)
        let name = UnsafeMutablePointer<CChar>.allocate(capacity: 16)
        "changed_names".withCString { _ = strcpy(name, $0) }
        definition.initialize(
            to: PyMethodDef(ml_name: name, ml_meth: { Self.changedNames($1) }, ml_flags: METH_VARARGS, ml_doc: nil))
        guard let function = PyCFunction_NewEx(definition, nil, nil) else { return false }
        defer { assay_py_decref(function) }
        return PyObject_SetAttrString(runner, name, function) == 0
    }

    private static func changedNames(_ arguments: UnsafeMutablePointer<PyObject>?) -> UnsafeMutablePointer<PyObject>? {
        guard let namespace = PyTuple_GetItem(arguments, 0), let before = PyTuple_GetItem(arguments, 1),
            let names = PyList_New(0)
        else { return nil }
        var position: Py_ssize_t = 0
        var name: UnsafeMutablePointer<PyObject>?
        var value: UnsafeMutablePointer<PyObject>?
        // Borrowed references all: nothing is written to. What is no text could run code where it is compared.
        while PyDict_Next(namespace, &position, &name, &value) != 0 {
            if assay_py_is_text(name) == 0 || PyDict_GetItemWithError(before, name) != value {
                PyList_Append(names, name)
            }
        }
        return names
    }
}
