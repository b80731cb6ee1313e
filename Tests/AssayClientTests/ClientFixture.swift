import AssayClient
import AssayJSON

/// A client of a scripted server, whose pauses take no time.
struct ClientFixture {
    let clock = PauseRecorder()
    let endpoint: Endpoint
    let client: ToolClient

    init(
        _ server: ScriptedServer, key: String? = nil, limits: HTTPClient.Limits = .init(),
        retries: RetryPolicy = RetryPolicy(), patience: ToolClient.Patience = .init(), jitter: Double = 0
    ) throws {
        self.endpoint = try Endpoint(
            url: server.url, key: key, http: try HTTPClient(limits: limits), retries: retries, clock: self.clock,
            jitter: { jitter })
        self.client = ToolClient(self.endpoint, patience: patience)
    }
}

/// Replies as the server writes them.
enum Replies {
    /// A run that printed a text.
    static func execution(outcome: String = "ok", printing text: String = "2\n") -> String {
        """
        {"id":"01","outcome":"\(outcome)","exit_code":0,"signal":null,"stdout":\(JSONValue.string(text).text),"stderr":"",\
        "stdout_truncated":false,"stderr_truncated":false,"value":null,"exception":null,"display":[],"files":{},\
        "denied":[],"usage":{"wall_s":0.25,"cpu_s":0.125,"queue_s":0.5,"peak_memory_bytes":4096},"worker":"w1",\
        "failure":null}
        """
    }

    static let score = """
        {"score":0.75,"correct":true,"extracted":"42","parts":{"logic":1,"calculation":0.5,"conclusion":0.5},\
        "turn_rewards":[0.25,0.5],"classes":["calculation"],"warnings":["w"]}
        """

    static let overload = """
        {"type":"about:blank","title":"Service Unavailable","status":503,"detail":"All workers are busy."}
        """
}

extension HTTPCall {
    static func post(_ server: ScriptedServer, _ body: String, deadline: Duration = .seconds(60)) -> HTTPCall {
        HTTPCall(.post, server.url + "/", body: Array(body.utf8), deadline: deadline)
    }
}

extension AsyncStream where Element == Void {
    /// Waits for the next element.
    func first() async {
        var iterator = self.makeAsyncIterator()
        await iterator.next()
    }
}
