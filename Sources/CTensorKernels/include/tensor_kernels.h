// Element-wise kernels of the transformer. They are C where Swift does not keep up: the compiler makes a version for each
// generation of vector units (target_clones) and may reorder sums (fp reassociate), neither of which Swift can say.
#pragma once
