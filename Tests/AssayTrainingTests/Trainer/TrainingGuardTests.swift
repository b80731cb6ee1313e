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

    @Test("A policy far from its reference stops the run, and the learning rate is named")
    func divergence() {
        var watch = TrainingGuard()
        #expect(watch.fault(in: self.metrics(kl: 0.29)) == nil)
        let fault = watch.fault(in: self.metrics(kl: 0.31))
        #expect(fault?.contains("learning rate") == true)
    }

    @Test("A reward that collapses stops the run, one bad step does not")
    func collapse() throws {
        var watch = TrainingGuard()
        for _ in 0..<10 { #expect(watch.fault(in: self.metrics(reward: 0.8)) == nil) }
        #expect(watch.fault(in: self.metrics(reward: 0)) == nil)
        for _ in 0..<10 { #expect(watch.fault(in: self.metrics(reward: 0.8)) == nil) }
        let faults = (0..<5).map { _ in watch.fault(in: self.metrics(reward: 0.1)) }
        #expect(faults.first == .some(nil))
        #expect(try #require(faults.last ?? nil).contains("collapsed"))
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

    @Test("A number that is none stops the run, by its name", arguments: [Double.nan, .infinity])
    func finite(value: Double) {
        var watch = TrainingGuard()
        var metrics = self.metrics()
        metrics["actor/grad_norm"] = value
        let fault = watch.fault(in: metrics)
        #expect(fault?.contains("actor/grad_norm") == true)
    }

    @Test("A guard goes on from what a checkpoint has")
    func resumes() throws {
        var watch = TrainingGuard()
        for _ in 0..<7 { _ = watch.fault(in: self.metrics(reward: 0.8)) }
        let state = TrainingState(phase: .policy, step: 7, penaltyCoefficient: 0.125, watch: watch)
        #expect(try TrainingState(state.json, limits: TrainingGuard.Limits()) == state)
    }
}
