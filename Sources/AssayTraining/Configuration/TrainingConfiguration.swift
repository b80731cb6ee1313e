package import AssayJSON
import AssayRollouts
import AssayYAML
import Foundation

/// A run of training as a file with verl's keys says it; what the file does not say is verl's default.
///
/// Keys that verl has and that mean nothing here are accepted and named; a key that verl does not have is refused. Our
/// own keys are those of `assay`, and the seed's `algorithm.name`, `algorithm.lr` and `data.train_dataset_path`.
package struct TrainingConfiguration: Sendable, Equatable {
    package var algorithm: AlgorithmConfiguration
    package var model: PolicyModelConfiguration
    package var actor: ActorConfiguration
    package var rollout: RolloutConfiguration
    package var critic: CriticConfiguration
    package var data: DataConfiguration
    package var reward: RewardConfiguration
    package var trainer: TrainerConfiguration
    package var assay: AssayConfiguration
    /// The keys that are set and have no effect here, such as `actor_rollout_ref.rollout.gpu_memory_utilization`.
    package var ineffectiveKeys: [String]
    /// The file with its overrides, as it was read.
    package var document: JSONObject
    /// Every setting, those that the file does not have among them: a file that says the same as this one.
    package var settings: JSONObject

    /// - Parameters:
    ///   - file: a YAML file.
    ///   - overrides: `key.of.the.file=value`, as on Hydra's command line.
    /// - Throws: ``TrainingError`` with everything that is wrong.
    package init(file: String, overrides: [String] = []) throws(TrainingError) {
        let text: String
        do {
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw TrainingError(.configuration, stage: file, error.localizedDescription)
        }
        try self.init(yaml: text, file: file, overrides: overrides)
    }

    /// - Parameter file: what errors name the text by.
    /// - Throws: ``TrainingError`` with everything that is wrong.
    package init(yaml: String, file: String, overrides: [String] = []) throws(TrainingError) {
        do {
            var value = try JSONValue(yaml: yaml)
            if value == .null { value = [:] }
            guard var document = value.object else {
                throw FieldFaults([FieldFault(field: "", message: "must be a mapping")])
            }
            for override in overrides { try ConfigurationOverride(override).apply(to: &document) }
            try self.init(Interpolation(document).resolved())
        } catch let error as FieldFaults {
            throw TrainingError(.configuration, stage: file, error.description)
        } catch {
            throw TrainingError(.configuration, stage: file, "\(error)")
        }
    }

    private init(_ document: JSONObject) throws(FieldFaults) {
        self.document = document
        var root = ConfigurationSection(document)
        let data = root.section("data") { DataConfiguration(&$0) }
        let algorithm = root.section("algorithm") { AlgorithmConfiguration(&$0) }
        let (model, sampling, actor) = root.section("actor_rollout_ref") { section in
            let rollout = section.section("rollout") {
                RolloutConfiguration(
                    &$0, promptLength: data.maximumPromptLength, responseLength: data.maximumResponseLength,
                    promptCut: data.truncation.cut, comparesResponses: algorithm.estimator.kind.comparesResponses)
            }
            // The reference is the policy as it began; how verl spreads it over machines means nothing here.
            _ = section.value("ref")
            return (
                section.section("model") { PolicyModelConfiguration(&$0) }, rollout,
                section.section("actor") {
                    ActorConfiguration(
                        &$0, learningRate: algorithm.learningRate, batchSize: data.batchSize,
                        responseLength: rollout.limits.maximumResponseTokens)
                }
            )
        }
        var rollout = sampling
        let assay = root.section("assay") {
            AssayConfiguration(&$0, rollout: rollout, hasModel: model.path != nil)
        }
        (rollout.sampling.seed, rollout.validationSampling.seed) = (assay.seed, assay.seed)
        self.critic = root.section("critic") { CriticConfiguration(&$0, actor: actor, batchSize: data.batchSize) }
        self.reward = RewardConfiguration(&root, responseLength: rollout.limits.maximumResponseTokens)
        self.trainer = root.section("trainer") { TrainerConfiguration(&$0) }
        root.finish()
        guard root.faults.isEmpty else { throw FieldFaults(root.faults) }
        (self.assay, self.data, self.algorithm) = (assay, data, algorithm)
        (self.model, self.rollout, self.actor) = (model, rollout, actor)
        self.ineffectiveKeys = root.ineffective
        self.settings = root.settings
    }
}
