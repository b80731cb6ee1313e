import AssayJSON

/// Reads the parts of tokenizer.json.
struct TokenizerReader {
    /// The file, for errors.
    let stage: String

    private func fault(_ part: String, _ message: String) -> TokenizerError {
        TokenizerError(stage: "\(self.stage), \(part)", message)
    }

    /// Whether text is brought to form C.
    func normalizer(_ value: JSONValue) throws(TokenizerError) -> Bool {
        switch (value, value["type"]?.string) {
        case (.null, _): return false
        case (_, "NFC"): return true
        case (_, "Sequence"):
            var isComposed = false
            for element in value["normalizers"]?.array ?? [] {
                let isComposedNow = try self.normalizer(element)
                isComposed = isComposed || isComposedNow
            }
            return isComposed
        case (_, let type): throw self.fault("normalizer", "\(type ?? "it") is not supported; NFC is")
        }
    }

    func addedTokens(_ value: JSONValue) throws(TokenizerError) -> [AddedToken] {
        guard let elements = value.array else { throw self.fault("added_tokens", "it is no list") }
        var tokens: [AddedToken] = []
        for element in elements {
            guard let text = element["content"]?.string, let id = element["id"]?.integer.flatMap(Self.id) else {
                throw self.fault("added_tokens", "one has no content or no id")
            }
            let isSpecial = element["special"]?.bool ?? false
            tokens.append(
                AddedToken(
                    text: text, id: id, isSpecial: isSpecial,
                    isNormalized: element["normalized"]?.bool ?? !isSpecial,
                    takesLeadingSpace: element["lstrip"]?.bool ?? false,
                    takesTrailingSpace: element["rstrip"]?.bool ?? false,
                    isWholeWord: element["single_word"]?.bool ?? false))
        }
        return tokens
    }

    /// An embedding has no more rows.
    private static func id(_ value: Int) -> Int32? { (0..<1 << 24).contains(value) ? Int32(value) : nil }

    func checkDecoder(_ value: JSONValue) throws(TokenizerError) {
        let decoders = value["type"]?.string == "Sequence" ? value["decoders"]?.array ?? [] : [value]
        guard decoders.count == 1, decoders[0]["type"]?.string == "ByteLevel" else {
            throw self.fault("decoder", "\(value["type"]?.string ?? "none") is not supported; ByteLevel is")
        }
    }
}

// MARK: - Pre-tokenizers

extension TokenizerReader {
    /// The splitters in their order. Bytes must come last and once: other steps see text.
    func splitters(_ value: JSONValue) throws(TokenizerError) -> [TextSplitter] {
        let steps = value["type"]?.string == "Sequence" ? value["pretokenizers"]?.array ?? [] : [value]
        guard let last = steps.last, last["type"]?.string == "ByteLevel" else {
            throw self.fault("pre_tokenizer", "it does not end with ByteLevel: only byte-level BPE is supported")
        }
        guard last["add_prefix_space"]?.bool != true else {
            throw self.fault("pre_tokenizer", "ByteLevel with add_prefix_space is not supported")
        }
        var splitters: [TextSplitter] = []
        for step in steps.dropLast() { splitters.append(try self.splitter(step)) }
        if last["use_regex"]?.bool ?? true { splitters.append(.gpt2) }
        return splitters
    }

    private func splitter(_ step: JSONValue) throws(TokenizerError) -> TextSplitter {
        switch step["type"]?.string {
        case "Digits": return .numbers(upTo: step["individual_digits"]?.bool == true ? 1 : .max)
        case "Split":
            guard let pattern = step["pattern"]?["Regex"]?.string, let splitter = TextSplitter(pattern: pattern) else {
                let pattern = step["pattern"].map(\.text) ?? "none"
                throw self.fault("pre_tokenizer", "the pattern \(pattern) is not supported")
            }
            try self.check(step, splitter)
            return splitter
        case let type: throw self.fault("pre_tokenizer", "\(type ?? "it") is not supported")
        }
    }

    /// A pattern that covers the text may as well be what is kept of it.
    private func check(_ step: JSONValue, _ splitter: TextSplitter) throws(TokenizerError) {
        let behavior = step["behavior"]?.string ?? ""
        let isInverted = step["invert"]?.bool ?? false
        var isCovering = true
        if case .numbers = splitter { isCovering = false }
        guard behavior == "Isolated" && (!isInverted || isCovering) || behavior == "Removed" && isInverted && isCovering
        else {
            throw self.fault(
                "pre_tokenizer", "Split with the behavior \(behavior), invert \(isInverted), is not supported")
        }
    }
}

// MARK: - Model

extension TokenizerReader {
    func model(_ value: JSONValue) throws(TokenizerError) -> BytePairModel {
        // Files of old have no type.
        guard let type = value["type"]?.string ?? (value["merges"] == nil ? nil : "BPE"), type == "BPE" else {
            throw self.fault("model", "\(value["type"]?.string ?? "none") is not supported; BPE is")
        }
        for name in ["continuing_subword_prefix", "end_of_word_suffix"] where value[name]?.string?.isEmpty == false {
            throw self.fault("model", "\(name) is not supported")
        }
        guard value["dropout"]?.double ?? 0 == 0 else { throw self.fault("model", "dropout is not supported") }
        let ids = try self.vocabulary(value["vocab"] ?? .null)
        if value["unk_token"]?.string?.isEmpty == false || value["byte_fallback"]?.bool == true,
            (UInt8.min ... .max).contains(where: { ids[[$0]] == nil })
        {
            throw self.fault("model", "a vocabulary that lacks a byte is not supported with unk_token or byte_fallback")
        }
        return BytePairModel(
            ids: ids, merges: try self.merges(value["merges"] ?? .null, ids),
            ignoresMerges: value["ignore_merges"]?.bool ?? false)
    }

    /// Ids by bytes. Tokens that are no bytes, as special ones may be, cannot come of merges.
    private func vocabulary(_ value: JSONValue) throws(TokenizerError) -> [[UInt8]: Int32] {
        guard let members = value.object?.members else { throw self.fault("model", "it has no vocab") }
        var ids: [[UInt8]: Int32] = [:]
        var taken = Set<Int32>()
        ids.reserveCapacity(members.count)
        taken.reserveCapacity(members.count)
        for (name, value) in members {
            guard let id = value.integer.flatMap(Self.id) else { throw self.fault("model", "\(name) has no id") }
            guard taken.insert(id).inserted else { throw self.fault("model", "two tokens have the id \(id)") }
            if let bytes = ByteAlphabet.bytes(name) { ids[bytes] = id }
        }
        return ids
    }

    private func merges(
        _ value: JSONValue, _ ids: [[UInt8]: Int32]
    ) throws(TokenizerError) -> [(pair: BytePairModel.Pair, id: Int32)] {
        guard let elements = value.array else { throw self.fault("model", "it has no merges") }
        var merges: [(pair: BytePairModel.Pair, id: Int32)] = []
        merges.reserveCapacity(elements.count)
        for element in elements {
            let parts =
                element.string.map { $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init) }
                ?? element.array?.compactMap(\.string) ?? []
            let bytes = parts.compactMap(ByteAlphabet.bytes)
            guard bytes.count == 2, parts.count == 2, let left = ids[bytes[0]], let right = ids[bytes[1]],
                let id = ids[bytes[0] + bytes[1]]
            else { throw self.fault("model", "the merge \(element.text) is none of two tokens into a third") }
            merges.append((.init(left: left, right: right), id))
        }
        return merges
    }
}
