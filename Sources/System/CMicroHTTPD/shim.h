#pragma once
#include <gnutls/gnutls.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

// libmicrohttpd says only in its log that it could not take a connection for want of descriptors or memory.
static inline void ticksheet_note_log(void *is_starved, const char *format, va_list arguments) {
    (void)arguments;
    if (strstr(format, "resource limit")) *(int *)is_starved = 1;
}

// MHD_start_daemon is variadic; this fixes the options that Ticksheet uses. With a certificate callback
// it speaks TLS 1.2 and 1.3: the callback names the certificate for each handshake, so that it can
// change while the server runs.
static inline struct MHD_Daemon *ticksheet_start_daemon(
    unsigned int flags,
    int listen_socket,
    unsigned int connections,
    unsigned int idle_seconds,
    size_t connection_memory,
    int *is_starved,
    void *context,
    MHD_AccessHandlerCallback access,
    MHD_RequestCompletedCallback completed,
    MHD_NotifyConnectionCallback connection,
    void *(*target)(void *context, const char *uri, struct MHD_Connection *connection),
    gnutls_certificate_retrieve_function2 *certificate
) {
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)certificate},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(
        certificate ? flags | MHD_USE_TLS : flags, 0, NULL, NULL, access, context,
        MHD_OPTION_EXTERNAL_LOGGER, ticksheet_note_log, is_starved,
        MHD_OPTION_LISTEN_SOCKET, listen_socket,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_NOTIFY_CONNECTION, connection, context,
        MHD_OPTION_URI_LOG_CALLBACK, target, context,
        MHD_OPTION_ARRAY, certificate ? tls : tls + 2,
        MHD_OPTION_END);
}

static inline int ticksheet_connection_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline void *ticksheet_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static inline const struct sockaddr *ticksheet_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

static inline struct MHD_Daemon *ticksheet_connection_daemon(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_DAEMON);
    return info ? info->daemon : NULL;
}

static inline int ticksheet_daemon_events(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

// A daemon that could not take a connection listens again when one that it has ends: here is one that ends
// at once. Returns 0 where no descriptors are left for it.
static inline int ticksheet_listen_again(struct MHD_Daemon *daemon) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair)) return 0;
    struct sockaddr_in address = {.sin_family = AF_INET};
    enum MHD_Result result =
        MHD_add_connection(daemon, pair[0], (struct sockaddr *)&address, sizeof address);
    close(pair[1]);
    return result == MHD_YES;
}

// How many connections a daemon has that no thread of its own serves.
static inline unsigned int ticksheet_connections(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *found =
        MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return found ? found->num_connections : 0;
}
