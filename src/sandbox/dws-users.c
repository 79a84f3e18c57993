/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-users.h"

#include "dws-problem.h"

#include <string.h>

#define N_ITERATIONS 4096
#define HASH_SIZE 32
#define MAX_CACHED_CREDENTIALS 256

struct _DwsUsers
{
  DwsStore *store;
  GHashTable *verified;   /* (owned): SHA-256 of a good Authorization header → user */
};

typedef struct
{
  const char *api_key;
  const char *secret;
  const char *user;
  const char *full_name;
  const char *org;
  const char *role;
} SeedUser;

static const SeedUser seed_users[] =
{
  { "dispatcher", "sandbox-dispatcher", "ana@astana.example", "Ana Sadykova",
    DWS_ORG_ASTANA, "Dispatch Manager" },
  { "supervisor", "sandbox-supervisor", "ben@astana.example", "Ben Sultanov",
    DWS_ORG_ASTANA, "Supervisor" },
  { "viewer", "sandbox-viewer", "vera@astana.example", "Vera Lim",
    DWS_ORG_ASTANA, "Dartwing User" },
  { "other", "sandbox-other", "olzhas@esil.example", "Olzhas Bek",
    DWS_ORG_ESIL, "Dispatch Manager" },
};

static void
membership_free (gpointer data)
{
  DwsMembership *membership = data;

  g_free (membership->org);
  g_free (membership->role_name);
  g_free (membership);
}

static void
user_clear (gpointer data)
{
  DwsUser *self = data;

  g_free (self->user);
  g_free (self->full_name);
  g_ptr_array_unref (self->memberships);
}

DwsUser *
dws_user_ref (DwsUser *self)
{
  return g_rc_box_acquire (self);
}

void
dws_user_unref (DwsUser *self)
{
  g_rc_box_release_full (self, user_clear);
}

/**
 * dws_user_find_org:
 *
 * Returns: (nullable) (transfer none): the membership, or %NULL for a stranger to @org
 */
const DwsMembership *
dws_user_find_org (DwsUser    *self,
                   const char *org)
{
  for (guint i = 0; i < self->memberships->len; i++)
    {
      const DwsMembership *membership = g_ptr_array_index (self->memberships, i);

      if (g_strcmp0 (membership->org, org) == 0)
        return membership;
    }

  return NULL;
}

/**
 * dws_user_get_rights:
 *
 * Returns: what the user may do with documents of @schema in @org besides reading
 */
DwsRights
dws_user_get_rights (DwsUser         *self,
                     const char      *org,
                     const DwsSchema *schema)
{
  const DwsMembership *membership = dws_user_find_org (self, org);

  if (membership == NULL || !membership->can_write)
    return DWS_RIGHT_NONE;

  switch (membership->role)
    {
    case DWS_ROLE_MANAGER:
      return schema->manager;

    case DWS_ROLE_SUPERVISOR:
      return schema->supervisor;

    case DWS_ROLE_NONE:
    case DWS_ROLE_USER:
    default:
      return DWS_RIGHT_NONE;
    }
}

static DwsRole
role_from_name (const char *name)
{
  if (g_strcmp0 (name, "Dispatch Manager") == 0)
    return DWS_ROLE_MANAGER;
  if (g_strcmp0 (name, "Supervisor") == 0)
    return DWS_ROLE_SUPERVISOR;
  if (g_strcmp0 (name, "Dartwing User") == 0)
    return DWS_ROLE_USER;

  return DWS_ROLE_NONE;
}

/* PBKDF2 with HMAC-SHA-256, one block (RFC 8018), as lower-case hex. */
static char *
derive (const char *secret,
        const char *salt)
{
  static const guchar first_block[4] = { 0, 0, 0, 1 };
  guchar last[HASH_SIZE];
  guchar sum[HASH_SIZE];
  gsize length = HASH_SIZE;
  GString *hex = g_string_sized_new (HASH_SIZE * 2);
  g_autoptr (GHmac) first = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) secret,
                                        strlen (secret));
  g_autoptr (GHmac) keyed = g_hmac_copy (first);

  g_hmac_update (first, (const guchar *) salt, (gssize) strlen (salt));
  g_hmac_update (first, first_block, sizeof first_block);
  g_hmac_get_digest (first, last, &length);
  memcpy (sum, last, HASH_SIZE);

  for (guint i = 1; i < N_ITERATIONS; i++)
    {
      g_autoptr (GHmac) round = g_hmac_copy (keyed);

      g_hmac_update (round, last, HASH_SIZE);
      length = HASH_SIZE;
      g_hmac_get_digest (round, last, &length);
      for (guint k = 0; k < HASH_SIZE; k++)
        sum[k] ^= last[k];
    }

  for (guint k = 0; k < HASH_SIZE; k++)
    g_string_append_printf (hex, "%02x", sum[k]);

  return g_string_free (hex, FALSE);
}

/* Takes the same time wherever the texts begin to differ. */
static gboolean
equal_secretly (const char *left,
                const char *right)
{
  gsize length = strlen (left);
  guint difference = 0;

  if (strlen (right) != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    difference |= (guchar) left[i] ^ (guchar) right[i];

  return difference == 0;
}

static gboolean
insert_user (DwsStore       *store,
             const SeedUser *seed,
             GError        **error)
{
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (store),
                                            "INSERT OR IGNORE INTO users "
                                            "(user, full_name, api_key, salt, hash) "
                                            "VALUES (?1, ?2, ?3, ?4, ?5)", error);
  g_autofree char *salt = NULL;
  g_autofree char *hash = NULL;

  if (statement == NULL)
    return FALSE;

  salt = g_strdup_printf ("%08x%08x%08x%08x", g_random_int (), g_random_int (),
                          g_random_int (), g_random_int ());
  hash = derive (seed->secret, salt);
  dwd_statement_bind_text (statement, 1, seed->user, -1);
  dwd_statement_bind_text (statement, 2, seed->full_name, -1);
  dwd_statement_bind_text (statement, 3, seed->api_key, -1);
  dwd_statement_bind_text (statement, 4, salt, -1);
  dwd_statement_bind_text (statement, 5, hash, -1);

  return dwd_statement_run (statement, error);
}

static gboolean
seed_missing (DwsUsers *self,
              GError  **error)
{
  gint64 n_users = 0;

  if (!dwd_db_query_int (dws_store_get_db (self->store), "SELECT count(*) FROM users", 0,
                         &n_users, error))
    return FALSE;
  if (n_users > 0)
    return TRUE;

  if (!dws_store_begin (self->store, TRUE, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (seed_users); i++)
    {
      const SeedUser *seed = &seed_users[i];

      if (!insert_user (self->store, seed, error) ||
          !dws_users_set_member (self, seed->user, seed->org, seed->role, error))
        {
          dws_store_rollback (self->store);
          return FALSE;
        }
    }

  return dws_store_commit (self->store, error);
}

/**
 * dws_users_new:
 * @store: must outlive it
 *
 * Writes the sandbox's people into a store that has none.
 */
DwsUsers *
dws_users_new (DwsStore *store,
               GError  **error)
{
  DwsUsers *self = g_new0 (DwsUsers, 1);

  self->store = store;
  self->verified = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!seed_missing (self, error))
    {
      dws_users_free (self);
      return NULL;
    }

  return self;
}

void
dws_users_free (DwsUsers *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->verified);
  g_free (self);
}

static gboolean
split_credentials (const char *authorization,
                   char      **key,
                   char      **secret)
{
  g_autofree char *pair = NULL;
  char *colon;

  if (g_ascii_strncasecmp (authorization, "token ", 6) == 0)
    {
      pair = g_strstrip (g_strdup (authorization + 6));
    }
  else if (g_ascii_strncasecmp (authorization, "Basic ", 6) == 0)
    {
      gsize length = 0;
      g_autofree guchar *bytes = g_base64_decode (authorization + 6, &length);

      pair = g_strndup ((const char *) bytes, length);
    }

  colon = pair == NULL ? NULL : strchr (pair, ':');
  if (colon == NULL || colon == pair)
    return FALSE;

  *key = g_strndup (pair, (gsize) (colon - pair));
  *secret = g_strdup (colon + 1);
  return TRUE;
}

/* The user whose key and secret these are. */
static char *
verify (DwsUsers   *self,
        const char *key,
        const char *secret)
{
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "SELECT user, salt, hash FROM users "
                                            "WHERE api_key=?1", NULL);
  g_autofree char *user = NULL;
  g_autofree char *salt = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *derived = NULL;

  if (statement == NULL)
    return NULL;

  dwd_statement_bind_text (statement, 1, key, -1);
  if (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    {
      user = dwd_statement_dup_text (statement, 0);
      salt = dwd_statement_dup_text (statement, 1);
      hash = dwd_statement_dup_text (statement, 2);
    }
  dwd_statement_reset (statement);

  derived = derive (secret, salt == NULL ? "" : salt);
  if (user == NULL || !equal_secretly (derived, hash))
    return NULL;

  return g_steal_pointer (&user);
}

/**
 * dws_users_authenticate:
 * @authorization: the header's value
 *
 * Returns: (transfer full) (nullable): the user, or %NULL with %DWS_PROBLEM_AUTHENTICATION
 */
DwsUser *
dws_users_authenticate (DwsUsers   *self,
                        const char *authorization,
                        GError    **error)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, authorization, -1);
  const char *known = g_hash_table_lookup (self->verified, digest);
  g_autofree char *key = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *user = NULL;

  if (known != NULL)
    return dws_users_find (self, known);

  if (split_credentials (authorization, &key, &secret))
    user = verify (self, key, secret);

  if (user == NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_AUTHENTICATION, NULL, "Invalid credentials");
      return NULL;
    }

  /* Deriving the key costs milliseconds, which every request would pay otherwise. */
  if (g_hash_table_size (self->verified) >= MAX_CACHED_CREDENTIALS)
    g_hash_table_remove_all (self->verified);
  g_hash_table_insert (self->verified, g_steal_pointer (&digest), g_strdup (user));

  return dws_users_find (self, user);
}

static gboolean
load_memberships (DwsUsers *self,
                  DwsUser  *user)
{
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "SELECT org, role, is_supervisor, can_write "
                                            "FROM members WHERE user=?1 ORDER BY org", NULL);

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, user->user, -1);
  while (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    {
      DwsMembership *membership = g_new0 (DwsMembership, 1);

      membership->org = dwd_statement_dup_text (statement, 0);
      membership->role_name = dwd_statement_dup_text (statement, 1);
      membership->role = role_from_name (membership->role_name);
      membership->is_supervisor = dwd_statement_get_int (statement, 2) != 0;
      membership->can_write = dwd_statement_get_int (statement, 3) != 0;
      g_ptr_array_add (user->memberships, membership);
    }
  dwd_statement_reset (statement);

  return TRUE;
}

/**
 * dws_users_find:
 *
 * Returns: (transfer full) (nullable): the user with today's memberships
 */
DwsUser *
dws_users_find (DwsUsers   *self,
                const char *user)
{
  g_autofree char *full_name = dws_users_dup_full_name (self, user);
  DwsUser *found;

  if (full_name == NULL)
    return NULL;

  found = g_rc_box_new0 (DwsUser);
  found->user = g_strdup (user);
  found->full_name = g_steal_pointer (&full_name);
  found->memberships = g_ptr_array_new_with_free_func (membership_free);
  load_memberships (self, found);

  return found;
}

/**
 * dws_users_dup_full_name:
 *
 * Returns: (transfer full) (nullable): how people call the user; %NULL where there is none
 */
char *
dws_users_dup_full_name (DwsUsers   *self,
                         const char *user)
{
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "SELECT full_name FROM users WHERE user=?1", NULL);
  char *full_name = NULL;

  if (statement == NULL || user == NULL)
    return NULL;

  dwd_statement_bind_text (statement, 1, user, -1);
  if (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    full_name = dwd_statement_dup_text (statement, 0);
  dwd_statement_reset (statement);

  return full_name;
}

/**
 * dws_users_set_member:
 * @role_name: (nullable): the role in @org; %NULL ends the membership
 */
gboolean
dws_users_set_member (DwsUsers   *self,
                      const char *user,
                      const char *org,
                      const char *role_name,
                      GError    **error)
{
  const char *sql = role_name == NULL ?
                    "DELETE FROM members WHERE user=?1 AND org=?2" :
                    "INSERT OR REPLACE INTO members (user, org, role, is_supervisor, can_write) "
                    "VALUES (?1, ?2, ?3, ?4, ?5)";
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store), sql, error);
  DwsRole role = role_from_name (role_name);

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, user, -1);
  dwd_statement_bind_text (statement, 2, org, -1);
  if (role_name != NULL)
    {
      dwd_statement_bind_text (statement, 3, role_name, -1);
      dwd_statement_bind_int (statement, 4, role == DWS_ROLE_SUPERVISOR);
      dwd_statement_bind_int (statement, 5, role > DWS_ROLE_USER);
    }

  return dwd_statement_run (statement, error);
}
