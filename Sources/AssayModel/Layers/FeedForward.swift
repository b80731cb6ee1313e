import CTensorKernels

/// down(silu(gate(x))∘up(x)) (Shazeer, 2020).
struct FeedForward: Sendable {
    let gateUp: Linear
    let down: Linear

    init(_ name: String, in layout: ParameterLayout, adapters: LowRankSettings?) {
        self.gateUp = Linear(["\(name).gate_proj", "\(name).up_proj"], in: layout, adaptedBy: adapters)
        self.down = Linear(["\(name).down_proj"], in: layout, adaptedBy: adapters)
    }

    /// Floats of a row between the two layers.
    var width: Int { self.down.inputs }

    /// What the forward pass leaves for the backward pass.
    struct Activations {
        /// rows × 2·width; the backward pass writes its gradient over it.
        let gateUp: UnsafeMutablePointer<Float>
        /// rows × width
        let product: UnsafeMutablePointer<Float>
    }

    func activations(rows: Int, in arena: Arena) -> Activations {
        Activations(gateUp: arena.floats(rows * 2 * self.width), product: arena.floats(rows * self.width))
    }

    /// y += down(silu(gate(x))∘up(x))
    func forward(
        _ x: UnsafePointer<Float>, rows: Int, addingTo y: UnsafeMutablePointer<Float>,
        keeping activations: Activations, in computation: Computation
    ) {
        self.gateUp.forward(x, rows: rows, into: activations.gateUp, in: computation)
        tensor_swiglu_forward(activations.gateUp, activations.product, rows, self.width)
        self.down.forward(activations.product, rows: rows, into: y, keep: 1, in: computation)
    }

    func backward(
        _ dy: UnsafePointer<Float>, x: UnsafePointer<Float>, rows: Int, keeping activations: Activations,
        into dx: UnsafeMutablePointer<Float>, scratch: Scratch, gradients: GradientTarget, in computation: Computation
    ) {
        self.down.backward(
            dy, x: activations.product, rows: rows, into: scratch.dProduct, gradients: gradients, in: computation)
        tensor_swiglu_backward(scratch.dProduct, activations.gateUp, rows, self.width)
        self.gateUp.backward(
            activations.gateUp, x: x, rows: rows, into: dx, gradients: gradients, in: computation)
    }
}
