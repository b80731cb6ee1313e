/// Code that runs before a program.
package enum Prelude {
    /// What the seed's tool imports, with SymPy's names reachable beneath: `sqrt` is math's, `symbols` and `solve` are
    /// SymPy's.
    package static let seed = """
        from sympy import *
        from math import *
        import numpy as np
        """
}
