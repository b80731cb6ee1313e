import AssayTraining
import Testing

@Suite("Guards of training")
struct TrainingGuardTests {
    private func metrics(
        reward: Double = 0.5, kl: Double = 0.01, uniform: Double = 0.2
    ) -> [String: Double] {
        ["critic/score/mean": reward, "actor/kl_loss": kl, "actor/ppo_kl": 0.001, "group/uniform_ratio": uniform]
    }

    @Test("A run that goes well goes on")
    func well() {
        var watch = TrainingGuard()
        for step in 0..<100 {
            #expect(watch.fault(in: self.metrics(reward: 0.3 + Double(step) / 200)) == nil)
        }
    }

    @Test("A policy that stays far from its reference stops the run, and the learning rate is named")
    func divergence() throws {
        var watch = TrainingGuard()
        for _ in 0..<5 {
            for kl in [0.31, 0.4, 0.29] { #expect(watch.fault(in: self.metrics(kl: kl)) == nil) }
        }
        #expect(watch.fault(in: self.metrics(kl: 0.31)) == nil && watch.fault(in: self.metrics(kl: 0.5)) == nil)
        let last = watch.fault(in: self.metrics(kl: 0.31))
        let fault = try #require(last)
        #expect(fault.message.contains("actor/kl_loss is above 0.3, 3 steps in a row") && fault.isOfPolicy)
        #expect(fault.message.contains("learning rate"))
    }

    @Test("So do steps of which a part was not learned from")
    func rejected() {
        var watch = TrainingGuard()
        let metrics = self.metrics().merging(["actor/rejected_ratio": 0.5]) { $1 }
        #expect(watch.fault(in: metrics) == nil && watch.fault(in: metrics) == nil)
        #expect(watch.rejectedSteps == 2)
        watch.forgive()
        #expect(watch.fault(in: metrics) == nil && watch.fault(in: metrics) == nil)
        #expect(watch.fault(in: metrics)?.message.contains("some mini-batches") == true)
    }

    @Test("A reward that collapses stops the run, one bad step does not")
    func collapse() throws {
        var watch = TrainingGuard()
        for _ in 0..<10 { #expect(watch.fault(in: self.metrics(reward: 0.8)) == nil) }
        #expect(watch.fault(in: self.metrics(reward: 0)) == nil)
        for _ in 0..<10 { #expect(watch.fault(in: self.metrics(reward: 0.8)) == nil) }
        let faults = (0..<5).map { _ in watch.fault(in: self.metrics(reward: 0.1)) }
        #expect(faults.first == .some(nil))
        #expect(try #require(faults.last ?? nil).message.contains("collapsed"))
    }

    @Test("Groups that are all alike stop the run, unless everything is right")
    func uniformity() {
        var watch = TrainingGuard()
        let faults = (0..<5).map { _ in watch.fault(in: self.metrics(reward: 0, uniform: 1)) }
        #expect(faults.dropLast().allSatisfy { $0 == nil })
        #expect(faults.last != .some(nil))
        var done = TrainingGuard()
        for _ in 0..<20 { #expect(done.fault(in: self.metrics(reward: 0.99, uniform: 0.97)) == nil) }
    }

    @Test("Numbers that are none stop the run, by their name", arguments: [Double.nan, .infinity])
    func finite(value: Double) {
        var limits = TrainingGuard.Limits()
        limits.rejectedSteps = 1
        var watch = TrainingGuard(limits)
        var metrics = self.metrics()
        metrics["actor/grad_norm"] = value
        #expect(watch.fault(in: metrics)?.message.contains("actor/grad_norm") == true)
    }

    @Test("A guard goes on from what a checkpoint has")
    func resumes() throws {
        var watch = TrainingGuard()
        for _ in 0..<7 { _ = watch.fault(in: self.metrics(reward: 0.8)) }
        _ = watch.fault(in: self.metrics(kl: 1))
        let state = TrainingState(phase: .policy, step: 7, penaltyCoefficient: 0.125, nextPrompt: 9, watch: watch)
        #expect(try TrainingState(state.json, limits: TrainingGuard.Limits()) == state)
    }
}
