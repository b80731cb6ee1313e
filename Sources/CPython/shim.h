#define PY_SSIZE_T_CLEAN
#include <Python.h>

// Py_CompileString and Py_None are macros, which Swift does not import.
static inline PyObject *assay_py_compile(const char *source, const char *name) {
    return Py_CompileString(source, name, Py_file_input);
}
static inline PyObject *assay_py_none(void) { return Py_None; }
static inline void assay_py_decref(PyObject *object) { Py_XDECREF(object); }
