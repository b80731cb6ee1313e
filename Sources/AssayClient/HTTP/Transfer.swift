import CCurl

/// One of libcurl's easy handles with what a call in flight needs; used for one call after another.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    private let maximumReplyBytes: Int
    /// Where libcurl writes what went wrong.
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var order: TransferOrder?
    private var body: [UInt8] = []
    private var isTooLarge = false

    init(limits: HTTPClient.Limits) throws(ClientError) {
        guard let easy = curl_easy_init() else {
            throw ClientError(.transport, stage: "curl_easy_init", message: "libcurl has no memory for a call.")
        }
        self.easy = easy
        self.maximumReplyBytes = limits.replyBytes
        self.message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let this = Unmanaged.passUnretained(self).toOpaque()
        try Self.check(
            assay_curl_set_writer(easy, Self.write, this),
            assay_curl_set_pointer(easy, CURLOPT_PRIVATE, this),
            assay_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, self.message),
            assay_curl_set_bytes(easy, CURLOPT_PROTOCOLS_STR, "http,https"),
            // A server is reached as its URL says: by default libcurl would send keys and programs to whatever proxy the
            // environment names.
            assay_curl_set_bytes(easy, CURLOPT_PROXY, ""),
            assay_curl_set_bytes(easy, CURLOPT_USERAGENT, "assay"),
            // An aborted call must close its connection, which is how a server learns of it; HTTP/2 would keep it.
            assay_curl_set_long(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
            // Timeouts of name lookups must not raise SIGALRM, and libcurl must not touch SIGPIPE's handler while other
            // threads run.
            assay_curl_set_long(easy, CURLOPT_NOSIGNAL, 1),
            // A long run sends nothing for minutes: a peer that is gone must be noticed, and a NAT must not forget it.
            assay_curl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1),
            assay_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, limits.connecting.wholeMilliseconds))
    }

    deinit {
        curl_easy_cleanup(self.easy)
        curl_slist_free_all(self.headers)
        self.message.deallocate()
    }

    /// The transfer that a handle belongs to.
    static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var this: UnsafeMutablePointer<CChar>?
        guard assay_curl_get_pointer(easy, CURLINFO_PRIVATE, &this) == CURLE_OK, let this else { return nil }
        return Unmanaged<Transfer>.fromOpaque(this).takeUnretainedValue()
    }

    /// Takes a call on. Where this throws, the transfer is not to be used again.
    func begin(_ order: TransferOrder) throws(ClientError) {
        let call = order.call
        self.order = order
        self.message.pointee = 0
        try self.setHeaders(call)
        try Self.check(
            assay_curl_set_bytes(self.easy, CURLOPT_URL, call.url),
            assay_curl_set_long(self.easy, CURLOPT_TIMEOUT_MS, call.deadline.wholeMilliseconds))
        switch call.method {
        case .get: try Self.check(assay_curl_set_long(self.easy, CURLOPT_HTTPGET, 1))
        case .post: try self.setBody(call.body)
        }
    }

    /// Lets go of the call, whose handle may then be used for another.
    /// - Returns: its order; nil where there is none.
    func end() -> TransferOrder? {
        defer {
            self.order = nil
            self.body = []
            self.isTooLarge = false
        }
        // A large body would otherwise stay as long as the handle.
        _ = assay_curl_set_bytes(self.easy, CURLOPT_COPYPOSTFIELDS, nil)
        return self.order
    }
}

// MARK: - Request

extension Transfer {
    private func setBody(_ body: [UInt8]) throws(ClientError) {
        // First: it tells how much there is to copy.
        try Self.check(assay_curl_set_offset(self.easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // libcurl takes a missing address as "read the body from a stream", and an empty array may have none.
        let code = (body.isEmpty ? [0] : body).withUnsafeBytes { bytes in
            assay_curl_set_bytes(
                self.easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
        try Self.check(code)
    }

    private func setHeaders(_ call: HTTPCall) throws(ClientError) {
        curl_slist_free_all(self.headers)
        self.headers = nil
        // Without a name's value libcurl leaves the header out: it would wait a second for a server's leave to send a
        // large body.
        for line in call.headers.map({ "\($0.name): \($0.value)" }) + ["Expect:"] {
            guard let longer = curl_slist_append(self.headers, line) else { throw Self.error(CURLE_OUT_OF_MEMORY) }
            self.headers = longer
        }
        try Self.check(assay_curl_set_pointer(self.easy, CURLOPT_HTTPHEADER, self.headers))
    }

    private static func check(_ codes: CURLcode...) throws(ClientError) {
        for code in codes where code != CURLE_OK { throw Self.error(code) }
    }

    private static func error(_ code: CURLcode) -> ClientError {
        ClientError(.transport, stage: "curl_easy_setopt", message: String(cString: curl_easy_strerror(code)))
    }
}

// MARK: - Reply

extension Transfer {
    /// Takes a piece of the reply's body; any other count than the one given ends the transfer.
    private static let write: curl_write_callback = { bytes, _, count, this in
        guard let bytes, let this else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(this).takeUnretainedValue()
        guard transfer.body.count + count <= transfer.maximumReplyBytes else {
            transfer.isTooLarge = true
            return 0
        }
        bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
            transfer.body.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
        }
        return count
    }

    /// What a call that ended with `code` came to.
    func result(_ code: CURLcode) -> Result<HTTPReply, any Error> {
        var status = 0
        _ = assay_curl_get_long(self.easy, CURLINFO_RESPONSE_CODE, &status)
        guard code == CURLE_OK else { return .failure(self.error(code, status: status == 0 ? nil : status)) }
        var retryAfter: curl_off_t = 0
        _ = assay_curl_get_offset(self.easy, CURLINFO_RETRY_AFTER, &retryAfter)
        return .success(
            HTTPReply(
                status: status, body: self.body,
                // libcurl reads the header's seconds or date, and says 0 where there is none.
                retryAfter: self.header("Retry-After").map { _ in .seconds(retryAfter) },
                requestID: self.header("X-Request-ID")))
    }

    private func header(_ name: String) -> String? {
        var header: UnsafeMutablePointer<curl_header>?
        let code = curl_easy_header(self.easy, name, 0, UInt32(CURLH_HEADER), -1, &header)
        guard code == CURLHE_OK, let value = header?.pointee.value else { return nil }
        return String(cString: value)
    }

    private func error(_ code: CURLcode, status: Int?) -> ClientError {
        let stage = self.order.map { "\($0.call.method.rawValue) \($0.call.url)" } ?? ""
        guard !self.isTooLarge else {
            return ClientError(
                .replyTooLarge, stage: stage, message: "The reply has more than \(self.maximumReplyBytes) bytes.",
                status: status)
        }
        let told = String(cString: self.message)
        return ClientError(
            ClientError.Code(code), stage: stage,
            message: told.isEmpty ? String(cString: curl_easy_strerror(code)) : told, status: status)
    }
}

extension ClientError.Code {
    /// What a transfer's end means.
    fileprivate init(_ code: CURLcode) {
        self =
            switch code {
            case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST: .unreachable
            case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: .interrupted
            case CURLE_OPERATION_TIMEDOUT: .deadlineExceeded
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE: .untrusted
            case CURLE_URL_MALFORMAT: .invalidArgument
            // What is no HTTP is told as "HTTP/0.9", an unsupported protocol.
            case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: .malformedReply
            default: .transport
            }
    }
}

extension Duration {
    /// Milliseconds as libcurl takes them: rounded up, for 0 would mean no limit at all, and at most 24 days.
    fileprivate var wholeMilliseconds: Int {
        let limited = min(self, .milliseconds(Int(Int32.max)))
        return max(1, Int((limited / .milliseconds(1)).rounded(.up)))
    }
}
