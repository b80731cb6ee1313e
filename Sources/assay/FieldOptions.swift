import ArgumentParser
import AssayAnswers

/// Where the parts of an answer are in a line.
struct FieldOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the model wrote: a text or a list of turns.", valueName: "field"))
    var responseField: String?

    @Option(help: ArgumentHelp("The right answer, in DATA where that is given.", valueName: "field"))
    var truthField: String?

    @Option(help: ArgumentHelp("The problem's text, which grounds the numbers of steps.", valueName: "field"))
    var questionField: String?

    @Option(help: ArgumentHelp("What tells answers apart, and joins them with DATA.", valueName: "field"))
    var idField: String?

    @Option(help: ArgumentHelp("The id in DATA (default: as in the answers).", valueName: "field"))
    var dataIdField: String?

    @Option(
        help: ArgumentHelp("The data source, by which --mode verl chooses (default: data_source).", valueName: "field"))
    var dataSourceField: String?

    func validate() throws {
        if self.dataIdField != nil, self.idField == nil { throw ValidationError("--data-id-field needs --id-field") }
    }

    var ofAnswers: AnswerFields {
        var fields = self.named
        // A response is not its own truth because its field is called answer.
        if self.truthField == nil { fields.groundTruth = fields.groundTruth.without(self.responseField) }
        return fields
    }

    var ofData: AnswerFields {
        var fields = self.named
        if let dataIdField { fields.id = FieldPath(dataIdField) }
        return fields
    }

    private var named: AnswerFields {
        var fields = AnswerFields()
        if let responseField { fields.response = FieldChoice([responseField]) }
        if let truthField { fields.groundTruth = FieldChoice([truthField]) }
        if let questionField { fields.question = FieldChoice([questionField]) }
        if let dataSourceField { fields.dataSource = FieldChoice([dataSourceField]) }
        fields.id = self.idField.map(FieldPath.init)
        return fields
    }

    /// As a text that is only ever compared.
    var text: String {
        [
            self.responseField, self.truthField, self.questionField, self.idField, self.dataIdField,
            self.dataSourceField,
        ].map { $0 ?? "" }.joined(separator: "\n")
    }
}
