#!/usr/bin/env bash
# Stands in for the Azure CLI: knows what was made, in $AZ/state, writes what changes something to $AZ/log, and what is set to $AZ/updates.
state="$AZ/state"
touch "$state"
all="$*"
arg() { # <option>: its value
  local want="$1" previous=''
  for each in "${given[@]}"; do
    [ "$previous" = "$want" ] && printf '%s' "$each" && return
    previous="$each"
  done
}
given=("$@")
changed() { echo "$all" >>"$AZ/log"; }
case "$all" in
'cloud set'* | 'login'* | 'account show'*) ;;
'ad app list --app-id'*) grep "^app $(arg --app-id) " "$state" | cut -d' ' -f2 ;;
'ad app list --filter'*)
  name=$(arg --filter)
  name=${name#displayName eq \'}
  grep "^app .* ${name%\'}\$" "$state" | cut -d' ' -f2
  ;;
'ad app create'*)
  [ -e "$AZ/fail" ] && echo 'ERROR: not allowed' >&2 && exit 1
  changed
  id="made-$(($(grep -c '^app ' "$state") + 1))"
  echo "app $id $(arg --display-name)" >>"$state"
  echo "$id"
  ;;
'ad app update'*) echo "$all" >>"$AZ/updates" ;; # the same values again
'ad app permission list'*) grep "^permission $(arg --id) " "$state" | cut -d' ' -f3 ;;
'ad app permission add'*)
  changed
  value=$(arg --api-permissions)
  echo "permission $(arg --id) ${value%=Role}" >>"$state"
  ;;
'ad app federated-credential list'*) grep "^trust $(arg --id) " "$state" | cut -d' ' -f3 ;;
'ad app federated-credential update'*) ;; # the same values again
'ad app federated-credential create'*)
  changed
  echo "trust $(arg --id) $(arg --parameters | sed 's/^{"name":"\([^"]*\)".*/\1/')" >>"$state"
  ;;
'ad sp show'*' --query id'*) echo "principal-$(arg --id)" ;;
'ad sp show'*) grep -q "^principal $(arg --id)\$" "$state" || exit 3 ;;
'ad sp create'*)
  changed
  echo "principal $(arg --id)" >>"$state"
  ;;
'rest --method GET'*) grep '^role ' "$state" | cut -d' ' -f2 ;;
'rest --method POST'*)
  changed
  echo 'role assigned' >>"$state"
  ;;
*)
  echo "the stand-in does not know: az $all" >&2
  exit 2
  ;;
esac
exit 0
