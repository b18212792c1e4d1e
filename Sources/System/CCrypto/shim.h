#pragma once
// SHA-256 itself is deprecated since OpenSSL 3 in favour of EVP, which allocates at each use.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

// EVP_RSA_gen is a macro.
static inline EVP_PKEY *ticksheet_new_rsa_key(unsigned int bits) {
    return EVP_RSA_gen(bits);
}
