// First, and so under the default feature macros: Python.h defines _GNU_SOURCE, and types that then differ from those
// of Swift's own view of the C library would clash with it.
#include <features.h>

#define PY_SSIZE_T_CLEAN
#include <Python.h>

// Py_CompileString and the others are macros, which Swift does not import.
static inline PyObject *assay_py_compile(const char *source, const char *name) {
    return Py_CompileString(source, name, Py_file_input);
}
static inline int assay_py_is_text(PyObject *object) { return PyUnicode_CheckExact(object); }
static inline void assay_py_decref(PyObject *object) { Py_XDECREF(object); }
