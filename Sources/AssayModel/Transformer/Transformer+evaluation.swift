import CTensorKernels

extension Transformer {
    /// What the model says at the wanted positions of each sequence, in the inputs' order.
    ///
    /// - Parameter temperature: what logits are divided by; greater than 0.
    package func evaluate(_ inputs: [SequenceInput], temperature: Double = 1) -> [SequenceOutput] {
        self.compute(inputs, purpose: .evaluation) { _, batch, workspace, computation in
            self.network.forward(batch, temperature: Float(temperature), in: workspace, computation)
        }
    }

    /// Adds ∂loss∕∂parameters to gradients, for a loss that is a sum over the sequences.
    ///
    /// - Parameters:
    ///   - temperature: as in ``evaluate(_:temperature:)``.
    ///   - gradients: of ``trainable``'s layout; what is in it stays, so that batches can be added up.
    ///   - loss: from the index of a sequence and what the model says of it, the gradient of the loss with respect to that.
    ///     It is called once for each sequence of which anything is wanted, from several threads. What normalises it (a
    ///     count of tokens, say) has to be known before.
    /// - Returns: what the model says, as ``evaluate(_:temperature:)`` does. Outputs and gradients are the same bits
    ///   whenever the inputs, the parameters and the settings but the number of threads are.
    package func accumulateGradients(
        of inputs: [SequenceInput], temperature: Double = 1, into gradients: ParameterStorage,
        loss: @Sendable (Int, SequenceOutput) -> OutputGradient
    ) -> [SequenceOutput] {
        var outputs: [SequenceOutput] = []
        let purpose: Workspace.Purpose =
            self.settings.checkpointsActivations ? .checkpointedGradients : .gradients
        self.withShardGradients(self.settings.shards) { shards in
            outputs = self.compute(inputs, purpose: purpose) { shard, batch, workspace, computation in
                self.network.forward(batch, temperature: Float(temperature), in: workspace, computation)
                let readout = self.network.readout
                for sequence in batch.sequences {
                    let output = readout.output(of: sequence, in: workspace.readout)
                    readout.take(loss(sequence.index, output), of: sequence, in: workspace.readout)
                }
                self.network.backward(
                    batch, temperature: Float(temperature), gradients: self.trainable.target(shards[shard]),
                    in: workspace, computation)
            }
            gradients.addAndClear(shards, threads: self.settings.threads)
        }
        return outputs
    }

    /// Computes the micro-batches of each shard one after another, and shards beside each other.
    private func compute(
        _ inputs: [SequenceInput], purpose: Workspace.Purpose,
        _ body: @Sendable (_ shard: Int, PackedBatch, Workspace, Computation) -> Void
    ) -> [SequenceOutput] {
        for input in inputs { self.check(input) }
        let plan = BatchPlan(inputs, shards: self.settings.shards, tokenBudget: self.settings.tokenBudget)
        var outputs = [SequenceOutput](repeating: SequenceOutput(), count: inputs.count)
        outputs.withUnsafeMutableBufferPointer { outputs in
            // Each element is written by the one thread whose shard has the sequence.
            nonisolated(unsafe) let outputs = outputs
            concurrently(plan.shards.count, threads: self.settings.threads) { shard in
                for indices in plan.shards[shard] {
                    let batch = PackedBatch(inputs, indices: indices)
                    self.withWorkspace(purpose, rows: batch.rows) { workspace in
                        body(shard, batch, workspace, self.computation(lowRank: workspace.lowRank))
                        for sequence in batch.sequences {
                            outputs[sequence.index] = self.network.readout.output(
                                of: sequence, in: workspace.readout)
                        }
                    }
                }
            }
        }
        return outputs
    }

    /// Indices into memory come from these numbers.
    private func check(_ input: SequenceInput) {
        let vocabulary = Int32(self.configuration.vocabularySize)
        precondition(input.tokens.allSatisfy { 0 <= $0 && $0 < vocabulary }, "a token outside the vocabulary")
        precondition(
            (input.positions.first ?? 1) >= 1 && (input.positions.last ?? -1) < input.tokens.count
                && zip(input.positions, input.positions.dropFirst()).allSatisfy { $0 < $1 },
            "positions must ascend within 1 ..< the number of tokens")
        precondition(
            (input.positions.last ?? 0) <= self.configuration.maximumPositions,
            "a sequence longer than the model's \(self.configuration.maximumPositions) positions")
    }
}

extension ParameterStorage {
    /// Adds storages in their order and clears them; a part of the elements at a time, so that threads can share the work
    /// and the sums are the same however many there are.
    fileprivate func addAndClear(_ others: [ParameterStorage], threads: Int) {
        let part = 65_536
        concurrently((self.count + part - 1) / part, threads: threads) { index in
            let start = index * part
            let count = min(part, self.count - start)
            for other in others {
                tensor_add_scaled(other.base + start, self.base + start, count, 1)
                (other.base + start).update(repeating: 0, count: count)
            }
        }
    }
}
