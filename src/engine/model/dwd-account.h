/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-types.h"

G_BEGIN_DECLS

#define DWD_TYPE_ACCOUNT (dwd_account_get_type ())

/* Who is signed in where. Immutable; the secret is never part of it. */
G_DECLARE_FINAL_TYPE (DwdAccount, dwd_account, DWD, ACCOUNT, GObject)

typedef struct
{
  const char *server;             /* "http://127.0.0.1:8723", no trailing slash */
  const char *api_key;
  const char *user;               /* "ana@example.org" */
  const char *full_name;
  const char *organization;       /* "ORG-2026-00001" */
  const char *organization_name;
  const char *role;               /* "Dispatch Manager", "Dartwing User", "Supervisor" … */
  const char *time_zone;          /* the organisation's, IANA */
  const char *site_time_zone;     /* naive datetimes on the wire are in this one */
  const char *prefix;             /* "dartwing_core" */
  const char *site;               /* Socket.IO namespace without slash */
  gboolean can_write;
} DwdAccountFields;

DwdAccount *dwd_account_new (const DwdAccountFields *fields);
const char *dwd_account_get_server (DwdAccount *self);
const char *dwd_account_get_api_key (DwdAccount *self);
const char *dwd_account_get_user (DwdAccount *self);
const char *dwd_account_get_full_name (DwdAccount *self);
const char *dwd_account_get_organization (DwdAccount *self);
const char *dwd_account_get_organization_name (DwdAccount *self);
const char *dwd_account_get_role (DwdAccount *self);
const char *dwd_account_get_time_zone (DwdAccount *self);
const char *dwd_account_get_site_time_zone (DwdAccount *self);
const char *dwd_account_get_prefix (DwdAccount *self);
const char *dwd_account_get_site (DwdAccount *self);
gboolean    dwd_account_get_can_write (DwdAccount *self);

G_END_DECLS
