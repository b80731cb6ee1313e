import AssayJSON
package import AssayScoring

/// `reward`, or what came before it, `custom_reward_function` and `reward_model`: how responses are scored.
package struct RewardConfiguration: Sendable, Equatable {
    /// `custom_reward_function.reward_kwargs`: fields of `/v1/score`.
    package var scoring: ScoringDefaults
    /// `reward_kwargs.overlong_buffer_cfg` of `reward_manager.name: dapo`; nil where it is off.
    package var overlong: OverlongPenalty?

    /// - Parameter root: the whole document, for the sections of both of verl's generations.
    init(_ root: inout ConfigurationSection, responseLength: Int) {
        var scoring = ScoringDefaults()
        var overlong: OverlongPenalty?
        root.section("custom_reward_function") { scoring = Self.scoring(&$0, scoring) }
        root.section("reward_model") { overlong = Self.overlong(&$0, responseLength) ?? overlong }
        root.section("reward") { section in
            section.section("custom_reward_function") { scoring = Self.scoring(&$0, scoring) }
            section.section("reward_model") { $0.expect("enable", false) }
            overlong = Self.overlong(&section, responseLength) ?? overlong
        }
        (self.scoring, self.overlong) = (scoring, overlong)
    }

    private static func scoring(
        _ section: inout ConfigurationSection, _ base: ScoringDefaults
    ) -> ScoringDefaults {
        section.section("reward_kwargs") { kwargs in
            // Where the server is; a run that trains here has its own.
            _ = kwargs.string("url")
            return kwargs.fields(ScoringDefaults.fields) {
                ScoringDefaults(&$0, base: base)
            } json: {
                $0.json
            }
        }
    }

    private static func overlong(_ section: inout ConfigurationSection, _ responseLength: Int) -> OverlongPenalty? {
        Self.readManager(&section)
        section.expect("enable", false)
        return section.section("reward_kwargs") { kwargs in
            let length = kwargs.integer("max_resp_len", in: 1...1 << 24, default: responseLength)
            return kwargs.section("overlong_buffer_cfg") { buffer in
                let penalty = OverlongPenalty(
                    maximumLength: length, buffer: buffer.integer("len", in: 1...length, default: length),
                    factor: buffer.number("penalty_factor", in: 0...1e6, default: 1))
                _ = buffer.bool("log")
                return buffer.bool("enable", default: false) ? penalty : nil
            }
        }
    }

    /// A name in verl up to 0.7.1, a mapping since. A manager decides which process asks for rewards, and whether long
    /// responses are punished, which its other keys say.
    private static func readManager(_ section: inout ConfigurationSection) {
        guard section.value("reward_manager")?.object != nil else {
            _ = section.string("reward_manager")
            return
        }
        section.section("reward_manager") { _ = ($0.string("source"), $0.string("name"), $0.value("module")) }
    }
}
