import Testing

@testable import AssaySandbox

@Suite("The tier follows from the imports")
struct ImportScanTests {
    @Test(arguments: [
        "import numpy", "import numpy as np\nprint(1)", "from sympy import *", "from sympy.core import symbols",
        "import os, numpy", "try:\n    import scipy.stats\nexcept ImportError: pass", "x = 1; import mpmath",
        "if True: import pandas", "\timport matplotlib.pyplot as plt", "np = __import__('numpy')",
        "import importlib; m = importlib.import_module('sympy')", "from numpy import (array,\n zeros)",
    ]) func wantsMath(code: String) {
        #expect(ImportScan.tier(of: code) == .math)
    }

    @Test(arguments: [
        "", "print(1)", "import math, statistics", "from fractions import Fraction", "# no numpy needed",
        "s = 'numpy is nice'", "import numpystub", "from decimal import Decimal as sympy_like",
    ]) func staysBare(code: String) {
        #expect(ImportScan.tier(of: code) == .bare)
    }

    @Test func preludeCounts() {
        #expect(ImportScan.tier(of: "solve(x)", prelude: "from sympy import *") == .math)
        #expect(ExecutionRequest(code: "9*60", prelude: ExecutionRequest.seedPrelude).tier == .math)
        #expect(ExecutionRequest(code: "9*60").tier == .bare)
    }
}
