/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-store.h"

G_BEGIN_DECLS

/* The two organisations of the sandbox; they exist before any document does. */
#define DWS_ORG_ASTANA "ORG-2026-00001"
#define DWS_ORG_ESIL "ORG-2026-00002"

typedef enum
{
  DWS_ROLE_NONE = 0,
  DWS_ROLE_USER,          /* "Dartwing User": reads */
  DWS_ROLE_MANAGER,       /* "Dispatch Manager" */
  DWS_ROLE_SUPERVISOR,    /* "Supervisor" */
} DwsRole;

typedef struct
{
  char *org;
  char *role_name;
  DwsRole role;
  gboolean is_supervisor;
  gboolean can_write;
} DwsMembership;

/**
 * DwsUser:
 *
 * Somebody who signed in, with what he belongs to at that moment. Counted; immutable.
 */
typedef struct
{
  char *user;
  char *full_name;
  GPtrArray *memberships;   /* of DwsMembership */
} DwsUser;

DwsUser *dws_user_ref (DwsUser *self);
void                 dws_user_unref (DwsUser *self);
const DwsMembership *dws_user_find_org (DwsUser    *self,
                                        const char *org);
DwsRights            dws_user_get_rights (DwsUser         *self,
                                          const char      *org,
                                          const DwsSchema *schema);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsUser, dws_user_unref)

typedef struct _DwsUsers DwsUsers;

DwsUsers *dws_users_new (DwsStore *store,
                         GError  **error);
void      dws_users_free (DwsUsers *self);
DwsUser *dws_users_authenticate (DwsUsers   *self,
                                 const char *authorization,
                                 GError    **error);
DwsUser *dws_users_find (DwsUsers   *self,
                         const char *user);
char *dws_users_dup_full_name (DwsUsers   *self,
                               const char *user);
gboolean  dws_users_set_member (DwsUsers   *self,
                                const char *user,
                                const char *org,
                                const char *role_name,
                                GError    **error);

G_END_DECLS
