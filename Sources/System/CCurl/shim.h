#pragma once
#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#if LIBCURL_VERSION_NUM < 0x075000
#error "libcurl 7.80 or newer is needed: older ones do not tell before they send a request"
#endif

// curl_easy_setopt and curl_easy_getinfo are variadic (and macros): one function for each type.

static inline CURLcode ticksheet_curl_set_number(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ticksheet_curl_set_text(CURL *easy, CURLoption option, const char *text) {
    return (curl_easy_setopt)(easy, option, text);
}

static inline CURLcode ticksheet_curl_set_fields(CURL *easy, struct curl_slist *fields) {
    return (curl_easy_setopt)(easy, CURLOPT_HTTPHEADER, fields);
}

static inline CURLcode ticksheet_curl_set_words(CURL *easy, char *buffer) {
    return (curl_easy_setopt)(easy, CURLOPT_ERRORBUFFER, buffer);
}

// libcurl copies the bytes.
static inline CURLcode ticksheet_curl_set_body(CURL *easy, const void *bytes, size_t count) {
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code ? code : (curl_easy_setopt)(easy, CURLOPT_COPYPOSTFIELDS, count ? bytes : "");
}

static inline CURLcode ticksheet_curl_set_callbacks(
    CURL *easy,
    void *context,
    curl_write_callback header,
    curl_write_callback body,
    curl_sockopt_callback opens,
    curl_prereq_callback ready
) {
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_HEADERFUNCTION, header);
    if (!code) code = (curl_easy_setopt)(easy, CURLOPT_HEADERDATA, context);
    if (!code) code = (curl_easy_setopt)(easy, CURLOPT_WRITEFUNCTION, body);
    if (!code) code = (curl_easy_setopt)(easy, CURLOPT_WRITEDATA, context);
    if (!code) code = (curl_easy_setopt)(easy, CURLOPT_SOCKOPTFUNCTION, opens);
    if (!code) code = (curl_easy_setopt)(easy, CURLOPT_SOCKOPTDATA, context);
    if (!code) code = (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, ready);
    if (!code) code = (curl_easy_setopt)(easy, CURLOPT_PREREQDATA, context);
    return code;
}

static inline CURLcode ticksheet_curl_set_closing(
    CURL *easy,
    void *context,
    curl_closesocket_callback closes
) {
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, closes);
    return code ? code : (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETDATA, context);
}

static inline CURLcode ticksheet_curl_set_only_http(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return (curl_easy_setopt)(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return (curl_easy_setopt)(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// Lets go of a name that is being looked up; without it, ending a call waits for the answer.
static inline CURLcode ticksheet_curl_set_quick_exit(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return (curl_easy_setopt)(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
    return CURLE_OK;
#endif
}

static inline long ticksheet_curl_number(CURL *easy, CURLINFO what) {
    long value = 0;
    return (curl_easy_getinfo)(easy, what, &value) == CURLE_OK ? value : 0;
}

static inline CURLMcode ticksheet_curl_set_pool(CURLM *multi, long connections) {
    CURLMcode code = (curl_multi_setopt)(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    return code ? code : (curl_multi_setopt)(multi, CURLMOPT_MAXCONNECTS, connections);
}

// Gives the next transfer that has ended and its result; null where there is none.
static inline CURL *ticksheet_curl_ended(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

// Gives the port of this end of a socket; 0 where there is none.
static inline int ticksheet_local_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) return 0;
    if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return 0;
}

static inline int ticksheet_close(int descriptor) {
    return close(descriptor);
}

// Whether nothing is to be read from a socket: neither bytes nor its end.
static inline int ticksheet_is_silent(int descriptor) {
    char byte;
    return recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0
        && (errno == EAGAIN || errno == EWOULDBLOCK);
}

// A connection that the other side has closed must not end the process.
static inline void ticksheet_ignore_broken_pipes_here(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}
