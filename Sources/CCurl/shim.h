#include <curl/curl.h>

// The setters and getters of libcurl are variadic, which Swift does not import: one typed wrapper for each kind of
// argument that is used. Each takes the option's C type exactly, for a vararg of another width is read as garbage.

static inline CURLcode assay_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode assay_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
// libcurl copies a text, except that CURLOPT_COPYPOSTFIELDS copies as many bytes as CURLOPT_POSTFIELDSIZE_LARGE said.
static inline CURLcode assay_curl_set_bytes(CURL *easy, CURLoption option, const char *bytes) {
    return curl_easy_setopt(easy, option, bytes);
}
// For what libcurl keeps the address of: a list of headers, a buffer for messages, a private pointer.
static inline CURLcode assay_curl_set_pointer(CURL *easy, CURLoption option, void *pointer) {
    return curl_easy_setopt(easy, option, pointer);
}
static inline CURLcode assay_curl_set_writer(CURL *easy, curl_write_callback writer, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, writer);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_WRITEDATA, context) : code;
}
static inline CURLMcode assay_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLcode assay_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode assay_curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode assay_curl_get_pointer(CURL *easy, CURLINFO info, char **value) {
    return curl_easy_getinfo(easy, info, value);
}
