/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-account.h"

#include "dwd-text-block.h"

enum
{
  TEXT_SERVER,
  TEXT_API_KEY,
  TEXT_USER,
  TEXT_FULL_NAME,
  TEXT_ORGANIZATION,
  TEXT_ORGANIZATION_NAME,
  TEXT_ROLE,
  TEXT_TIME_ZONE,
  TEXT_SITE_TIME_ZONE,
  TEXT_PREFIX,
  TEXT_SITE,
  N_TEXTS
};

struct _DwdAccount
{
  GObject parent_instance;

  const char *texts[N_TEXTS];   /* into block */
  char *block;                  /* (owned) (nullable) */
  gboolean can_write;
};

G_DEFINE_FINAL_TYPE (DwdAccount, dwd_account, G_TYPE_OBJECT)

static void
dwd_account_finalize (GObject *object)
{
  DwdAccount *self = DWD_ACCOUNT (object);

  g_free (self->block);

  G_OBJECT_CLASS (dwd_account_parent_class)->finalize (object);
}

static void
dwd_account_class_init (DwdAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dwd_account_finalize;
}

static void
dwd_account_init (DwdAccount *self)
{
}

/**
 * dwd_account_new:
 * @fields: who is signed in where; copied
 *
 * Returns: (transfer full): a new account
 */
DwdAccount *
dwd_account_new (const DwdAccountFields *fields)
{
  DwdAccount *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (DWD_TYPE_ACCOUNT, NULL);
  self->texts[TEXT_SERVER] = fields->server;
  self->texts[TEXT_API_KEY] = fields->api_key;
  self->texts[TEXT_USER] = fields->user;
  self->texts[TEXT_FULL_NAME] = fields->full_name;
  self->texts[TEXT_ORGANIZATION] = fields->organization;
  self->texts[TEXT_ORGANIZATION_NAME] = fields->organization_name;
  self->texts[TEXT_ROLE] = fields->role;
  self->texts[TEXT_TIME_ZONE] = fields->time_zone;
  self->texts[TEXT_SITE_TIME_ZONE] = fields->site_time_zone;
  self->texts[TEXT_PREFIX] = fields->prefix;
  self->texts[TEXT_SITE] = fields->site;
  self->block = dwd_text_block_pack (self->texts, N_TEXTS);
  self->can_write = fields->can_write;

  return self;
}

#define DEFINE_TEXT_GETTER(field, TEXT)               \
  const char *                                        \
  dwd_account_get_ ## field (DwdAccount * self)        \
  {                                                   \
    g_return_val_if_fail (DWD_IS_ACCOUNT (self), ""); \
    return self->texts[TEXT];                         \
  }

DEFINE_TEXT_GETTER (server, TEXT_SERVER)
DEFINE_TEXT_GETTER (api_key, TEXT_API_KEY)
DEFINE_TEXT_GETTER (user, TEXT_USER)
DEFINE_TEXT_GETTER (full_name, TEXT_FULL_NAME)
DEFINE_TEXT_GETTER (organization, TEXT_ORGANIZATION)
DEFINE_TEXT_GETTER (organization_name, TEXT_ORGANIZATION_NAME)
DEFINE_TEXT_GETTER (role, TEXT_ROLE)
DEFINE_TEXT_GETTER (time_zone, TEXT_TIME_ZONE)
DEFINE_TEXT_GETTER (site_time_zone, TEXT_SITE_TIME_ZONE)
DEFINE_TEXT_GETTER (prefix, TEXT_PREFIX)
DEFINE_TEXT_GETTER (site, TEXT_SITE)

gboolean
dwd_account_get_can_write (DwdAccount *self)
{
  g_return_val_if_fail (DWD_IS_ACCOUNT (self), FALSE);

  return self->can_write;
}
