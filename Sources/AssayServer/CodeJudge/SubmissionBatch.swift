import AssayJSON

/// The body of the batch routes.
struct SubmissionBatch: Sendable {
    /// The client's, or one of ours.
    let id: String
    let submissions: [JudgeSubmission]

    /// - Throws: a 422 ``DetailError``.
    init(_ value: JSONValue, maximumCount: Int) throws {
        var reader = try ModelReader(value)
        let id = reader.optionalString("sub_id") ?? ""
        _ = reader.literal("type", among: ["batch"], default: "batch")
        self.submissions = reader.models("submissions", count: 1...maximumCount) { JudgeSubmission(&$0) }
        if let error = reader.detail.error { throw error }
        self.id = id.isEmpty ? JudgeSubmission.makeIdentifier() : id
    }
}
