import CCurl

/// libcurl's set of transfers with its connections.
///
/// Unchecked, for libcurl's pointer says nothing of threads: it never changes, `curl_multi_wakeup` may be called from any
/// thread, and all else is called by the one thread that transfers. ``TransferLoop`` wakes nobody after ``free()``.
struct MultiHandle: @unchecked Sendable {
    /// libcurl asks for one call of `curl_global_init` before any other; a constant is set up once.
    private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    /// Longest sleep of the thread where no transfer has a timer: it is woken for all it has to do.
    private static let longestWait = Duration.seconds(60)

    let pointer: UnsafeMutableRawPointer

    init(connections: Int) throws(ClientError) {
        guard Self.library == CURLE_OK, let pointer = curl_multi_init() else {
            throw ClientError(.transport, stage: "curl_multi_init", message: "libcurl cannot start.")
        }
        self.pointer = pointer
        // By default a kept connection is closed wherever there are more than four for each transfer of the moment.
        _ = assay_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections)
    }

    /// Ends the wait of the thread, or its next one.
    func wake() { _ = curl_multi_wakeup(self.pointer) }

    /// Waits for a socket, a timer of libcurl, a wake, or for `instant`.
    func wait(until instant: ContinuousClock.Instant?) {
        let left = instant.map { ContinuousClock.now.duration(to: $0) } ?? Self.longestWait
        let milliseconds = Int32(max(0, (min(left, Self.longestWait) / .milliseconds(1)).rounded(.up)))
        _ = curl_multi_poll(self.pointer, nil, 0, milliseconds, nil)
    }

    func add(_ easy: UnsafeMutableRawPointer) throws(ClientError) {
        let code = curl_multi_add_handle(self.pointer, easy)
        guard code == CURLM_OK else {
            throw ClientError(
                .transport, stage: "curl_multi_add_handle", message: String(cString: curl_multi_strerror(code)))
        }
    }

    /// Takes a transfer out. One that has not ended is aborted: its connection is closed.
    func remove(_ easy: UnsafeMutableRawPointer) { _ = curl_multi_remove_handle(self.pointer, easy) }

    /// Moves what can be moved without waiting.
    func perform() {
        var running: Int32 = 0
        _ = curl_multi_perform(self.pointer, &running)
    }

    /// A transfer that has ended, and how.
    func nextEnded() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(self.pointer, &left)?.pointee {
            if message.msg == CURLMSG_DONE, let easy = message.easy_handle { return (easy, message.data.result) }
        }
        return nil
    }

    func free() { _ = curl_multi_cleanup(self.pointer) }
}
