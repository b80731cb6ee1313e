import AssayJSON
import Mutation
import Testing

@testable import AssayMCP

@Suite("JSON-RPC messages")
struct RPCMessageTests {
    private func message(_ text: String) throws -> RPCMessage { RPCMessage(try JSONParser.parse(Array(text.utf8))) }

    @Test("requests, notifications and responses are told apart")
    func kinds() throws {
        let request = RPCRequest(id: .number(3), method: "m", parameters: JSONObject([("a", 1)]))
        #expect(try self.message(#"{"jsonrpc":"2.0","id":3,"method":"m","params":{"a":1}}"#) == .request(request))
        #expect(
            try self.message(#"{"jsonrpc":"2.0","id":"","method":"m","params":null}"#)
                == .request(RPCRequest(id: .text(""), method: "m")))
        #expect(
            try self.message(#"{"jsonrpc":"2.0","method":"m"}"#)
                == .notification(method: "m", parameters: JSONObject()))
        #expect(try self.message(#"{"jsonrpc":"2.0","id":1,"result":{}}"#) == .response)
        #expect(try self.message(#"{"jsonrpc":"2.0","id":null,"error":{}}"#) == .response)
    }

    @Test(
        "what is no message is refused, under its name where it has one",
        arguments: [
            (#"{"id":4,"method":"m"}"#, RPCIdentifier.number(4)),
            (#"{"jsonrpc":"1.0","id":"x","method":"m"}"#, .text("x")),
            (#"{"jsonrpc":"2.0","id":4}"#, .number(4)), (#"{"jsonrpc":"2.0","id":4,"method":5}"#, .number(4)),
            (#"{"jsonrpc":"2.0","id":4,"method":"m","params":[1]}"#, .number(4)),
            (#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, nil), (#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, nil),
            (#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, nil), (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, nil),
            ("3", nil), ("null", nil), (#""m""#, nil),
        ])
    func invalid(text: String, id: RPCIdentifier?) throws {
        guard case .invalid(let reply) = try self.message(text) else {
            Issue.record("taken: \(text)")
            return
        }
        #expect(reply.id == id)
        #expect(reply.error?.code == .invalidRequest)
        #expect(reply.json["id"] == (id?.json ?? .null))
    }

    @Test("a batch has one to so many messages, and no initialize")
    func batches() throws {
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
        let first = #"{"jsonrpc":"2.0","id":2,"method":"initialize","params":{}}"#
        guard case .batch(let messages) = try RPCPayload(Array("[\(ping), 7, \(first)]".utf8)) else {
            Issue.record("no batch")
            return
        }
        #expect(messages.count == 3)
        #expect(messages[0] == .request(RPCRequest(id: .number(1), method: "ping")))
        for (message, id) in [(messages[1], nil), (messages[2], RPCIdentifier.number(2))] {
            guard case .invalid(let reply) = message else {
                Issue.record("taken: \(message)")
                continue
            }
            #expect(reply.id == id)
        }
        let many = Array(repeating: ping, count: RPCPayload.mostInBatch)
        #expect(throws: Never.self) { try RPCPayload(Array("[\(many.joined(separator: ","))]".utf8)) }
        for text in ["[]", "[\((many + [ping]).joined(separator: ","))]"] {
            let error = #expect(throws: RPCError.self) { try RPCPayload(Array(text.utf8)) }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test("what is not JSON is a parse error", arguments: ["", "{", "{}x", "nul", "\u{1}"])
    func parseErrors(text: String) throws {
        let error = #expect(throws: RPCError.self) { try RPCPayload(Array(text.utf8)) }
        #expect(error?.code == .parseError)
        #expect(throws: RPCError.self) { try RPCPayload([0x22, 0xFF, 0x22]) }
    }

    @Test("replies are JSON-RPC's")
    func replies() {
        #expect(
            RPCReply(.text("a"), result: JSONObject([("b", 1)])).json.text
                == #"{"jsonrpc":"2.0","id":"a","result":{"b":1}}"#)
        #expect(
            RPCReply(nil, error: RPCError(.parseError, "no", data: [1])).json.text
                == #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no","data":[1]}}"#)
    }

    /// What is answered without asking anyone.
    private static func replies(to bytes: [UInt8]) -> [RPCReply] {
        let payload: RPCPayload
        do throws(RPCError) {
            payload = try RPCPayload(bytes)
        } catch {
            return [RPCReply(nil, error: error)]
        }
        let messages =
            switch payload {
            case .one(let message): [message]
            case .batch(let messages): messages
            }
        return messages.compactMap { if case .invalid(let reply) = $0 { reply } else { nil } }
    }

    @Test("Fuzz: any line is read or refused, and a reply reads back")
    func fuzz() {
        let corpus = [
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"code_interpreter","arguments":{"code":"1"}}}"#,
            #"[{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"a"}},{"jsonrpc":"2.0"}]"#,
        ]
        let words = ["\"id\":", "null", "[", "{", "\"jsonrpc\":", "\"2.0\"", "\"method\":", "1e400", ","]
        let fault = Campaign().run(corpus: corpus.map { Array($0.utf8) }, words: words) { bytes, _ in
            for reply in Self.replies(to: bytes) {
                guard let read = try? JSONParser.parse(JSONWriter.bytes(reply.json)), read == reply.json else {
                    return "reads otherwise: \(reply)"
                }
            }
            return nil
        }
        #expect(fault == nil)
    }
}
